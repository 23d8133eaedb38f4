/*
description = "An earlier export of the same table with other column names, without the trucks, typed"
description_zh = "坑洞填补（早期导出），标准层"
grain = "one row per pothole filled"
grain_zh = "每次填补一行"
key = ["filled_at", "street_id", "lat", "lon"]

[columns]
street_name = "街名|Street; the source pads it with blanks"
street_type = "街道类别|Kind of street"
direction_code = "方位|Direction before the name; a blank means none"
filled_at = "填补时间|When the pothole was filled"
street_id = "路段编号|Number of the block, as in the ratings"
lat = "纬度|Latitude, WGS-84 degrees"
lon = "经度|Longitude, WGS-84 degrees"
*/
select
    street_name,
    street_type,
    direction_code,
    filled_at,
    street_id,
    lat,
    lon
from raw.pothole_early
