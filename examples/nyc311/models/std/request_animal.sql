/*
description = "Illegal-animal complaints to the health department, 2010 to 2025, 41 columns, typed and without addresses or texts"
description_zh = "违规饲养动物诉求（2010至2025年），标准层"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["case_id"]

[columns]
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
*/
select
    case_id,
    reported_at,
    ended_at,
    unit_code,
    unit_name,
    category_code,
    descriptor,
    location_type,
    zip_code,
    address_type,
    city_name,
    facility_type,
    status_code,
    due_at,
    updated_at,
    community_board,
    area_code,
    channel_code,
    park_facility_name,
    park_area_code,
    vehicle_type,
    taxi_area_code,
    highway_name,
    highway_direction,
    road_ramp,
    highway_segment,
    deid_point(lat) as lat,
    deid_point(lon) as lon
from raw.request_animal
