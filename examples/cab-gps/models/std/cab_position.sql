/*
description = "Positions of taxis, one file a vehicle; the vehicle stands in the file name only, typed"
description_zh = "出租车定位点，标准层"
grain = "one row per vehicle and moment"
grain_zh = "每车每时刻一行"
key = ["located_s", "vehicle_key"]
access = "restricted"

[columns]
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
located_at = "定位时刻|Moment of the position"
is_occupied = "是否载客|Whether the taxi carries a passenger"
*/
select
    deid_point(lat) as lat,
    deid_point(lon) as lon,
    occupied_code,
    located_s,
    vehicle_key,
    to_timestamp(located_s) as located_at,
    occupied_code = '1' as is_occupied
from raw.cab_position
