/*
description = "Positions of vehicles, to about 100 m and five minutes; no two of them can be told to be one vehicle's"
description_zh = "车辆定位，标准层：位置约百米、时间五分钟，不能连成轨迹"
grain = "one row per position report"
grain_zh = "每条定位一行"
key = ["point_key"]

[columns]
point_key = "定位报文标识（假名）|Keyed hash of the report"
slot_at = "五分钟时段起点|Begin of the five minutes"
slot_device_key = "终端在该时段内的假名，换时段即变|Keyed hash of the terminal that holds for these five minutes only"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals (about 100 m)"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals (about 100 m)"
speed_kmh = "速度，千米每小时|Speed in km/h"
*/
select
    point_key,
    deid_slot(located_at) as slot_at,
    left(sha256(device_key || cast(epoch(deid_slot(located_at)) as varchar)), 16) as slot_device_key,
    deid_point(lon) as lon,
    deid_point(lat) as lat,
    speed_kmh
from raw.gps_point
