/*
description = "The sensor of a reading exists"
description_zh = "读数的传感器在台账中存在"
table = "pub.fct_pipe_reading"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    r.sensor_id,
    r.read_at
from pub.fct_pipe_reading as r
left join pub.dim_pipe_sensor as s on r.sensor_id = s.sensor_id
where s.sensor_id is null
