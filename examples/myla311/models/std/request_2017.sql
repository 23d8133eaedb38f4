/*
description = "Service requests of late December 2017 and early January 2018, two extracts of 33 columns, typed and without addresses or texts"
description_zh = "服务请求（33列，2017年末至2018年初），标准层"
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
    updated_at,
    action_name,
    unit_code,
    category_code,
    status_code,
    channel_code,
    mobile_os,
    is_anonymous,
    crew_code,
    service_at,
    ended_at,
    address_check_code,
    is_address_approximate,
    zip_code,
    deid_point(lat) as lat,
    deid_point(lon) as lon,
    map_page,
    map_column,
    map_row,
    planning_area_name,
    area_code,
    neighbourhood_code,
    neighbourhood_name,
    precinct_name
from raw.request_2017
