/*
description = "Devices of communities, positions rounded to about 100 m"
description_zh = "社区设备，标准层：坐标约百米"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]

[columns]
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals"
*/
select
    device_id,
    device_type as device_kind,
    device_name,
    community_code,
    grid_code,
    deid_point(gcj02_to_wgs84_lon(lon, lat)) as lon,
    deid_point(gcj02_to_wgs84_lat(lon, lat)) as lat,
    installed_on,
    retired_on
from raw.community_device
