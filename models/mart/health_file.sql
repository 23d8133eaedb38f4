/*
description = "Health files: residents who measured anything in the last 180 days, and what they measured in the last 90"
description_zh = "健康档案：近 180 天测量过的居民及其近 90 天测过的项目"
grain = "one row per resident with a file"
grain_zh = "每份档案一行"
key = ["person_key"]

[columns]
person_key = "居民（假名）|Keyed hash of the resident"
street_code = "街道代码|Code of the street"
item_n = "近 90 天测过的必测项目数（血压两项、血糖、心率）|Required items measured in the last 90 days, of four"
is_complete = "四项是否齐全|Whether all four are there"
*/
with recent as (
    select
        person_key,
        street_code,
        metric_code,
        measured_on,
        measured_on > as_of() - interval 90 day and metric_code <> 'spo2' as is_counted
    from pub.fct_health_reading
    where measured_on <= as_of() and measured_on > as_of() - interval 180 day
)

select
    person_key,
    min(street_code) as street_code,
    count(distinct case when is_counted then metric_code end) as item_n,
    count(distinct case when is_counted then metric_code end) = 4 as is_complete
from recent
group by person_key
