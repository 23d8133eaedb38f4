/*
description = "The cameras with owner and place"
description_zh = "监控点位及其所属与位置"
grain = "one row per camera"
grain_zh = "每个点位一行"
key = ["camera_id"]

[columns]
camera_number = "点位自编号|Number that the camera's name begins with"
listed_at = "登记时间|When the row was loaded into the list"
listed_on = "登记日期|Day on which the row was loaded"
police_post = "警务岗|Police post"
*/
select
    camera_id,
    regexp_extract(camera_name, '^(\d+) ', 1) as camera_number,
    camera_name,
    unit_name,
    listed_at,
    cast(listed_at as date) as listed_on,
    area_name,
    police_district,
    council_district,
    police_post,
    zip_code,
    lon,
    lat
from std.camera
