/*
description = "Public cameras of the police with their owners and places, as listed once in October 2014, typed"
description_zh = "视频监控点位，标准层"
grain = "one row per camera"
grain_zh = "每个点位一行"
key = ["camera_id"]
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
