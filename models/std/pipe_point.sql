/*
description = "Survey points of underground pipes at about 100 m, in the district's codes"
description_zh = "地下管线管点，标准层：坐标取三位小数"
grain = "one row per survey point"
grain_zh = "每个管点一行"
key = ["pipe_point_id"]

[columns]
pipe_class_code = "管类代码|Class of pipe: JS water, PS drainage, RQ gas, DL power, TX telecom, GY industry, RL heat"
ground_m = "地面高程，米|Height of the ground in metres"
well_depth_m = "井底深，米|Depth of the well in metres"
lon = "经度，三位小数（约 100 米）|Longitude, three decimals (about 100 m)"
lat = "纬度，三位小数（约 100 米）|Latitude, three decimals (about 100 m)"
*/
select
    pipe_point_id,
    pipe_class as pipe_class_code,
    ground_m,
    feature as feature_name,
    appendage as appendage_name,
    well_depth_m,
    owner_name,
    grid_code,
    deid_point(wkt_lon(geometry)) as lon,
    deid_point(wkt_lat(geometry)) as lat,
    mapped_on,
    surveyed_on
from raw.pipe_point
