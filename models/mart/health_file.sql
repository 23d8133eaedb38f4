/*
description = "Health files: residents who measured anything in the last 180 days, and what they measured in the last 90"
description_zh = "健康档案：近 180 天测量过的居民及其近 90 天测过的项目"
grain = "one row per resident with a file"
grain_zh = "每份档案一行"
key = ["person_key"]

[columns]
person_key = "居民（假名）|Keyed hash of the resident"
street_code = "街道代码；当月不足十人的街道为空，留空部分也不少于十人|Code of the street; empty for streets with fewer than ten people in the month, of whom together there are ten or more"
has_pressure = "近 90 天是否测过收缩压与舒张压|Whether both blood pressures were measured in the last 90 days"
has_glucose = "近 90 天是否测过血糖|Whether glucose was measured in the last 90 days"
has_heart_rate = "近 90 天是否测过心率|Whether the heart rate was measured in the last 90 days"
is_complete = "四项是否齐全|Whether all four are there"
*/
with recent as (
    select
        person_key,
        street_code,
        metric_code,
        measured_on > as_of() - interval 90 day as is_counted
    from pub.fct_health_reading
    where measured_on <= as_of() and measured_on > as_of() - interval 180 day
),

counted as (
    select
        person_key,
        cast(date_trunc('month', as_of()) as date) as month_on,
        min(street_code) as street_code,
        bool_or(is_counted and metric_code = 'sbp') and bool_or(is_counted and metric_code = 'dbp') as has_pressure,
        bool_or(is_counted and metric_code = 'glucose') as has_glucose,
        bool_or(is_counted and metric_code = 'heart_rate') as has_heart_rate
    from recent
    group by person_key
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
)

select
    c.person_key,
    case when s.person_n >= 10 and (s.place_n = 1 or s.smaller_n >= 10) then s.street_code end as street_code,
    c.has_pressure,
    c.has_glucose,
    c.has_heart_rate,
    c.has_pressure and c.has_glucose and c.has_heart_rate as is_complete
from counted as c
inner join street_cell_ranked as s on c.street_code is not distinct from s.street_code
where s.whole_n >= 10
