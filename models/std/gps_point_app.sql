/*
description = "Positions of crews, to about 100 m and five minutes; no two of them can be told to be one person's"
description_zh = "人员定位，标准层：位置约百米、时间五分钟，不能连成轨迹"
grain = "one row per position"
grain_zh = "每条定位一行"
key = ["point_id"]

[columns]
slot_at = "五分钟时段起点|Begin of the five minutes"
slot_staff_key = "人员在该时段内的假名，换时段即变|Keyed hash of the person that holds for these five minutes only"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals (about 100 m)"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals (about 100 m)"
*/
select
    point_id,
    deid_slot(located_at) as slot_at,
    left(sha256(staff_key || cast(epoch(deid_slot(located_at)) as varchar)), 16) as slot_staff_key,
    deid_point(case when crs = 'GCJ02' then gcj02_to_wgs84_lon(lon, lat) else lon end) as lon,
    deid_point(case when crs = 'GCJ02' then gcj02_to_wgs84_lat(lon, lat) else lat end) as lat
from raw.gps_point_app
