/*
description = "Health files: residents who measured anything in the last 180 days, and what they measured in the last 90"
description_zh = "健康档案：近 180 天测量过的居民及其近 90 天测过的项目"
grain = "one row per resident with a file"
grain_zh = "每份档案一行"
key = ["person_key"]
access = "restricted"
cells = {least = 10, of = "person_key", columns = ["street_code"]}

[columns]
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

filed as (
    select
        person_key,
        min(street_code) as street_code,
        bool_or(is_counted and metric_code = 'sbp') and bool_or(is_counted and metric_code = 'dbp') as has_pressure,
        bool_or(is_counted and metric_code = 'glucose') as has_glucose,
        bool_or(is_counted and metric_code = 'heart_rate') as has_heart_rate
    from recent
    group by person_key
)

select
    person_key,
    street_code,
    has_pressure,
    has_glucose,
    has_heart_rate,
    has_pressure and has_glucose and has_heart_rate as is_complete
from filed
