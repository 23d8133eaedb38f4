/*
description = "Sensors that are offline and not under approved maintenance on the day observed"
description_zh = "离线传感器主题：观察日离线且不在批准检修中的传感器"
grain = "one row per sensor"
grain_zh = "每个传感器一行"
key = ["sensor_id"]

[columns]
sensor_id = "传感器|Sensor"
sensor_name = "名称|Name"
metric_code = "指标|Measures"
silent_on = "离线起始日|Silent since"
*/
with heard as (
    select
        sensor_id,
        max(read_on) as last_on,
        max(case when is_online then read_on end) as heard_on
    from mart.pipe_sensor_day
    where read_on <= as_of()
    group by sensor_id
)

select
    d.sensor_id,
    min(d.sensor_name) as sensor_name,
    min(d.metric_code) as metric_code,
    min(d.read_on) as silent_on
from mart.pipe_sensor_day as d
inner join heard as h on d.sensor_id = h.sensor_id
where
    h.last_on = as_of()
    and d.read_on <= as_of()
    and (h.heard_on is null or d.read_on > h.heard_on)
group by d.sensor_id
having not max(case when d.read_on = as_of() and d.is_maintained then 1 else 0 end) = 1
