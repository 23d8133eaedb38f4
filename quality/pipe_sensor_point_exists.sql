/*
description = "The point where a sensor sits exists"
description_zh = "传感器安装点在管点表中存在"
table = "pub.dim_pipe_sensor"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-24"
*/
select
    sensor_id,
    pipe_point_id
from pub.dim_pipe_sensor
where pipe_class_code is null
