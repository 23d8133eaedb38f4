/*
description = "Underground pipes between two survey points at about 100 m, retired ones included"
description_zh = "地下管线管段，标准层：代码统一，坐标取三位小数"
grain = "one row per line as it was laid"
grain_zh = "每条管线一行"
key = ["pipe_line_id"]

[columns]
pipe_class_code = "管类代码|Class of pipe: JS water, PS drainage, RQ gas, DL power, TX telecom, GY industry, RL heat"
diameter_mm = "管径，毫米|Diameter in millimetres"
material_code = "材质代码|Material: DI, CI, PE, ST, RC, PVC or CU"
start_depth_m = "起点埋深，米|Depth at the start in metres"
end_depth_m = "终点埋深，米|Depth at the end in metres"
start_invert_m = "起点管底高程，米|Height of the invert at the start in metres"
end_invert_m = "终点管底高程，米|Height of the invert at the end in metres"
is_gravity = "是否重力流，未知为空|Whether it flows by gravity, empty where not known"
length_m = "管长，米|Length in metres"
lon = "经度，三位小数（约 100 米）|Longitude, three decimals (about 100 m)"
lat = "纬度，三位小数（约 100 米）|Latitude, three decimals (about 100 m)"
built_on = "建设日期，不详为空|Day on which it was laid, empty where not known"
retired_on = "废弃或停用日期|Day on which it was retired"
state_code = "使用状态：in_use 在用 idle 停用 abandoned 废弃|State: in_use, idle or abandoned"
*/
select
    pipe_line_id,
    pipe_class as pipe_class_code,
    start_point_id,
    end_point_id,
    diameter_mm,
    case material
        when '球墨铸铁' then 'DI'
        when '灰口铸铁' then 'CI'
        when 'PE' then 'PE'
        when '钢' then 'ST'
        when '钢筋混凝土' then 'RC'
        when 'PVC-U' then 'PVC'
        when '铜' then 'CU'
    end as material_code,
    start_depth_m,
    end_depth_m,
    start_invert_m,
    end_invert_m,
    flow_kind = '重力' as is_gravity,
    pressure_class,
    length_m,
    owner_name,
    grid_code,
    deid_point(wkt_lon(geometry)) as lon,
    deid_point(wkt_lat(geometry)) as lat,
    built_on,
    retired_on,
    case state when '在用' then 'in_use' when '停用' then 'idle' when '废弃' then 'abandoned' end as state_code,
    surveyed_on
from raw.pipe_line
