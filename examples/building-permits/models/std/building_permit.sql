/*
description = "Building permits from application to completion, 36 columns of the city's portal, typed"
description_zh = "建筑许可，标准层"
grain = "one row per permit"
grain_zh = "每件许可一行"
key = ["permit_id"]

[columns]
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
*/
select
    permit_id,
    status_code,
    applied_on,
    issued_on,
    completed_on,
    permit_type,
    permit_group,
    class_name,
    category_code,
    class_use,
    work_class,
    work_group_code,
    work_state,
    housing_unit_n,
    project_cost,
    floor_ft2,
    area_code,
    area_name,
    deid_point(lat) as lat,
    deid_point(lon) as lon,
    location_n,
    location_types,
    region_ward_id,
    region_quadrant_id,
    region_area_id,
    region_ward2_id,
    region_area2_id,
    region_ward3_id
from raw.building_permit
