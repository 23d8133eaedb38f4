/*
description = "Districts of Nanchang before the reorganisation, typed"
description_zh = "调整前的区县，标准层"
grain = "one row per division"
grain_zh = "每个区划一行"
key = ["division_code"]

[columns]
parent_code = "上级区划代码|Code of the division above"
center_lon = "中心经度（GCJ-02）|Longitude of the seat, GCJ-02"
center_lat = "中心纬度（GCJ-02）|Latitude of the seat, GCJ-02"
*/
select
    division_code,
    division_name,
    level_code,
    geometry_text,
    json_extract_string(parent_text, '$.adcode') as parent_code,
    cast(json_extract_string(center_text, '$[0]') as double) as center_lon,
    cast(json_extract_string(center_text, '$[1]') as double) as center_lat
from raw.district_before
