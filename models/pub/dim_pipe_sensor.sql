/*
description = "Sensors on pipes with their place"
description_zh = "管网传感器"
grain = "one row per sensor"
grain_zh = "每个传感器一行"
key = ["sensor_id"]

[references]
pipe_point_id = {to = "pub.dim_pipe_point.pipe_point_id", id = "pipe_sensor_point_exists", words = "传感器安装点在管点表中存在|The point where a sensor sits exists", rule = "D-24"}

[columns]
sensor_id = "传感器编号|Number of the sensor"
sensor_name = "传感器名称|Name of the sensor"
metric_code = "监测指标：pressure_kpa flow_m3h level_m gas_lel|What is measured: pressure_kpa, flow_m3h, level_m or gas_lel"
pipe_point_id = "物探点号|Number of the survey point"
pipe_class_code = "管类代码|Class of pipe: JS water, PS drainage, RQ gas, DL power, TX telecom, GY industry, RL heat"
grid_code = "单元网格编码|Code of the grid cell"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
lon = "经度，三位小数（约 100 米）|Longitude, three decimals (about 100 m)"
lat = "纬度，三位小数（约 100 米）|Latitude, three decimals (about 100 m)"
interval_min = "上报间隔，分钟|Minutes between two readings"
installed_on = "安装日期|Day on which it was installed"
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
