/*
description = "Readings of sensors on pipes"
description_zh = "管网传感器读数事实"
grain = "one row per sensor and moment"
grain_zh = "每个传感器每次读数一行"
key = ["sensor_id", "read_at"]
incremental = {by = "month", on = "read_on"}
partition = "read_on"

[references]
sensor_id = {to = "pub.dim_pipe_sensor.sensor_id", id = "pipe_reading_sensor_exists", words = "读数的传感器在台账中存在|The sensor of a reading exists"}

[columns]
read_on = "读数日期|Day of the reading"
*/
select
    sensor_id,
    read_at,
    cast(read_at as date) as read_on,
    metric_code,
    reading_value
from std.pipe_reading
