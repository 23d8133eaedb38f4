/*
description = "Places with the cameras that stand there: some posts carry several"
description_zh = "同一位置上的点位数"
grain = "one row per place"
grain_zh = "每个位置一行"
key = ["lon", "lat"]

[columns]
listed_on = "登记日期|Day on which the first of them was loaded"
area_name = "街区|Neighbourhood"
police_district = "警务区|Police district"
camera_n = "点位数|Cameras at the place"
unit_n = "单位数|Owners at the place"
*/
select
    lon,
    lat,
    min(listed_on) as listed_on,
    min(area_name) as area_name,
    min(police_district) as police_district,
    count(*) as camera_n,
    count(distinct unit_name) as unit_n
from pub.dim_camera
where listed_at < as_of_at()
group by lon, lat
