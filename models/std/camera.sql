/*
description = "Catalogue of cameras without addresses, positions rounded to about 100 m"
description_zh = "摄像机目录，标准层：不含地址与网络地址，坐标约百米"
grain = "one row per camera"
grain_zh = "每台摄像机一行"
key = ["camera_id"]

[columns]
is_listed_online = "目录中是否在线|Whether the catalogue lists it as online"
has_address = "是否登记安装地址|Whether the catalogue holds its address"
has_ip_address = "是否登记设备地址|Whether the catalogue holds its network address"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals"
ptz_type_code = "摄像机结构类型：1 球机 2 半球 3 固定枪机 4 遥控枪机|Build: 1 dome, 2 half dome, 3 fixed, 4 steered"
*/
select
    camera_id,
    camera_name,
    manufacturer_name,
    model_name,
    owner_name,
    division_code,
    grid_code,
    platform_id,
    catalogue_status = 'ON' as is_listed_online,
    coalesce(deid_length(address) > 0, false) as has_address,
    coalesce(deid_length(ip_address) > 0, false) as has_ip_address,
    deid_point(lon) as lon,
    deid_point(lat) as lat,
    ptz_type as ptz_type_code,
    installed_on,
    retired_on
from raw.camera
