/*
description = "The cameras with owner and place"
description_zh = "监控点位及其所属与位置"
grain = "one row per camera"
grain_zh = "每个点位一行"
key = ["camera_id"]

[columns]
camera_id = "点位编号|Number of the camera in the list"
camera_number = "点位自编号|Number that the camera's name begins with"
camera_name = "点位名称|Number, area and crossing of the camera"
unit_name = "所属单位|Part of the police that owns the camera"
listed_at = "登记时间|When the row was loaded into the list"
listed_on = "登记日期|Day on which the row was loaded"
area_name = "街区|Neighbourhood"
police_district = "警务区|Police district"
council_district = "议会选区|Council district"
police_post = "警务岗|Police post"
zip_code = "邮政编码|Postal code"
lon = "经度|Longitude, WGS-84 degrees"
lat = "纬度|Latitude, WGS-84 degrees"
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
