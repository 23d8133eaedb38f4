/*
description = "Readings of sensors on pipes"
description_zh = "管网传感器读数，标准层"
grain = "one row per sensor and moment"
grain_zh = "每个传感器每次读数一行"
key = ["sensor_id", "read_at"]

[columns]
metric_code = "监测指标：pressure_kpa flow_m3h level_m gas_lel|What is measured: pressure_kpa, flow_m3h, level_m or gas_lel"
reading_value = "读数，单位随指标|Reading in the unit of what is measured"
*/
select
    sensor_id,
    read_at,
    metric as metric_code,
    reading_value
from raw.pipe_reading
