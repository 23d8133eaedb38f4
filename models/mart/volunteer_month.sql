/*
description = "Hours of volunteers beside the residents of their street, by month"
description_zh = "志愿服务逐月时数与所在街道常住人口"
grain = "one row per month and street"
grain_zh = "每月每街道一行"
key = ["month_on", "street_code"]

[columns]
month_on = "所在月份的第一天|First day of the month"
street_code = "街道代码；不足十人的街道合并为 unknown|Code of the street; streets with fewer than ten volunteers stand together as unknown"
person_n = "志愿者人数|Volunteers"
volunteer_hour_n = "志愿服务小时数（按街道取整）|Hours of voluntary work, rounded per street"
resident_n = "街道月报的常住人口|Residents that the street reports"
*/
with counted as (
    select
        person_key,
        cast(date_trunc('month', shift_on) as date) as month_on,
        street_code,
        shift_min
    from pub.fct_volunteer_shift
    where shift_on <= as_of()
),

first_street as (
    select
        month_on,
        person_key,
        min(street_code) as street_code
    from counted
    group by month_on, person_key
),

street_cell as (
    select
        c.month_on,
        c.street_code,
        count(distinct f.person_key) as person_n
    from counted as c
    left join first_street as f
        on c.month_on = f.month_on and c.street_code is not distinct from f.street_code and c.person_key = f.person_key
    group by c.month_on, c.street_code
),

street_cell_ranked as (
    select
        month_on,
        street_code,
        person_n,
        sum(person_n) over (partition by month_on) as whole_n,
        row_number() over (
            partition by month_on
            order by street_code is not null, person_n, street_code
        ) as place_n,
        coalesce(sum(person_n) over (
            partition by month_on
            order by street_code is not null, person_n, street_code
            rows between unbounded preceding and 1 preceding
        ), 0) as smaller_n
    from street_cell
),

worked as (
    select
        month_on,
        street_code,
        cast(round(sum(shift_min) / 60.0) as bigint) as volunteer_hour_n
    from counted
    group by month_on, street_code
)

select
    r.month_on,
    coalesce(case when s.person_n >= 10 and (s.place_n = 1 or s.smaller_n >= 10) then s.street_code end, 'unknown') as street_code,
    cast(coalesce(sum(s.person_n), 0) as bigint) as person_n,
    cast(coalesce(sum(v.volunteer_hour_n), 0) as bigint) as volunteer_hour_n,
    cast(sum(r.resident_n) as bigint) as resident_n
from pub.fct_street_month as r
left join street_cell_ranked as s on r.month_on = s.month_on and r.street_code = s.street_code
left join worked as v on r.month_on = v.month_on and r.street_code = v.street_code
where r.month_on <= as_of() and r.month_on >= (select min(c.month_on) from counted as c)
group by r.month_on, coalesce(case when s.person_n >= 10 and (s.place_n = 1 or s.smaller_n >= 10) then s.street_code end, 'unknown')
