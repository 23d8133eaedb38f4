/*
description = "Sensors on pipes with their place"
description_zh = "管网传感器"
grain = "one row per sensor"
grain_zh = "每个传感器一行"
key = ["sensor_id"]

[references]
pipe_point_id = {to = "pub.dim_pipe_point.pipe_point_id", id = "pipe_sensor_point_exists", words = "传感器安装点在管点表中存在|The point where a sensor sits exists", rule = "D-24"}

[columns]
retired_on = "停用日期|First day out of service"
*/
select
    s.sensor_id,
    s.sensor_name,
    s.metric_code,
    s.pipe_point_id,
    p.pipe_class_code,
    p.grid_code,
    p.community_code,
    p.street_code,
    p.lon,
    p.lat,
    s.interval_min,
    s.installed_on,
    s.retired_on
from std.pipe_sensor as s
left join pub.dim_pipe_point as p on s.pipe_point_id = p.pipe_point_id
