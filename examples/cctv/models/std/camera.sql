/*
description = "Public cameras of the police with their owners and places, as listed once in October 2014, typed"
description_zh = "视频监控点位，标准层"
grain = "one row per camera"
grain_zh = "每个点位一行"
key = ["camera_id"]

[columns]
camera_id = "点位编号|Number of the camera in the list"
camera_name = "点位名称|Number, area and crossing of the camera"
unit_name = "所属单位|Part of the police that owns the camera"
registration_type = "登记类别|Kind of registration; one value in this list"
listed_at = "登记时间|When the row was loaded into the list; not when the camera was installed"
lat = "纬度|Latitude, WGS-84 degrees"
lon = "经度|Longitude, WGS-84 degrees"
zip_code = "邮政编码|Postal code"
area_name = "街区|Neighbourhood"
police_district = "警务区|Police district"
council_district = "议会选区|Council district"
police_post = "警务岗|Police post; its first figure is the district's"
census_area_id = "门户普查街区编号|Portal's number of the census neighbourhood; empty in this extract"
census_ward_id = "门户普查选区编号|Portal's number of the census ward; empty in this extract"
region_zip_id = "门户邮编区编号|Portal's number of the postal code; empty in this extract"
*/
select
    camera_id,
    camera_name,
    unit_name,
    registration_type,
    listed_at,
    lat,
    lon,
    zip_code,
    area_name,
    police_district,
    council_district,
    police_post,
    census_area_id,
    census_ward_id,
    region_zip_id
from raw.camera
