/*
description = "Hours of volunteers beside the residents of their street, by month; a month of fewer than ten volunteers counts as one of none"
description_zh = "志愿服务逐月时数与所在街道常住人口；全区不足十人的月份按无人计"
grain = "one row per month and street"
grain_zh = "每月每街道一行"
key = ["month_on", "street_code"]
aggregate = ["person_n"]

[columns]
month_on = "所在月份的第一天|First day of the month"
street_code = "街道代码；不足十人的街道合并为 unknown|Code of the street; streets with fewer than ten volunteers stand together as unknown"
person_n = "志愿者人数|Volunteers"
volunteer_hour_n = "志愿服务小时数（按街道取整）|Hours of voluntary work, rounded per street"
resident_n = "街道月报的常住人口|Residents that the street reports"
*/
with told as (
    select
        month_on,
        street_code,
        count(distinct person_key) as person_n
    from mart.volunteer_shift
    group by month_on, street_code
),

worked as (
    select
        cast(date_trunc('month', shift_on) as date) as month_on,
        street_code,
        round(sum(shift_min) / 60.0) as volunteer_hour_n
    from pub.fct_volunteer_shift
    where shift_on <= as_of() and cast(date_trunc('month', shift_on) as date) in (select t.month_on from told as t)
    group by cast(date_trunc('month', shift_on) as date), street_code
),

reported as (
    select
        r.month_on,
        t.street_code,
        sum(w.volunteer_hour_n) as volunteer_hour_n,
        sum(r.resident_n) as resident_n
    from pub.fct_street_month as r
    left join told as t on r.month_on = t.month_on and r.street_code = t.street_code
    left join worked as w on r.month_on = w.month_on and r.street_code = w.street_code
    where r.month_on <= as_of() and r.month_on >= (select min(t.month_on) from told as t)
    group by r.month_on, t.street_code
)

select
    r.month_on,
    coalesce(r.street_code, 'unknown') as street_code,
    cast(coalesce(t.person_n, 0) as bigint) as person_n,
    cast(coalesce(r.volunteer_hour_n, 0) as bigint) as volunteer_hour_n,
    cast(r.resident_n as bigint) as resident_n
from reported as r
left join told as t on r.month_on = t.month_on and r.street_code is not distinct from t.street_code
