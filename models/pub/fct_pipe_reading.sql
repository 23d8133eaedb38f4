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
sensor_id = "传感器编号|Number of the sensor"
read_at = "读数时间|When it was read"
read_on = "读数日期|Day of the reading"
metric_code = "监测指标：pressure_kpa flow_m3h level_m gas_lel|What is measured: pressure_kpa, flow_m3h, level_m or gas_lel"
reading_value = "读数，单位随指标|Reading in the unit of what is measured"
*/
select
    sensor_id,
    read_at,
    cast(read_at as date) as read_on,
    metric_code,
    reading_value
from std.pipe_reading
