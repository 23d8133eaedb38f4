/*
description = "Sensors on pipes"
description_zh = "管网传感器，标准层"
grain = "one row per sensor"
grain_zh = "每个传感器一行"
key = ["sensor_id"]

[columns]
metric_code = "监测指标：pressure_kpa flow_m3h level_m gas_lel|What is measured: pressure_kpa, flow_m3h, level_m or gas_lel"
pipe_point_id = "物探点号|Number of the survey point"
interval_min = "上报间隔，分钟|Minutes between two readings"
retired_on = "废弃或停用日期|Day on which it was retired"
*/
select
    sensor_id,
    sensor_name,
    metric as metric_code,
    pipe_point_id,
    interval_min,
    installed_on,
    retired_on
from raw.pipe_sensor
