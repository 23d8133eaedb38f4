/*
description = "Devices in scenic areas with their place"
description_zh = "景区设备"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]

[references]
scenic_id = {to = "pub.dim_scenic.scenic_id", id = "tourism_device_area_exists", words = "设备的景区存在|The scenic area of a device exists"}

[columns]
lon = "中心经度，WGS-84|Longitude of the centre, WGS-84"
lat = "中心纬度，WGS-84|Latitude of the centre, WGS-84"
*/
select
    d.device_id,
    d.device_name,
    d.device_kind,
    d.scenic_id,
    s.grid_code,
    wkt_lon(s.outline_wkt) as lon,
    wkt_lat(s.outline_wkt) as lat,
    d.installed_on,
    d.retired_on
from std.tourism_device as d
left join std.scenic as s on d.scenic_id = s.scenic_id
