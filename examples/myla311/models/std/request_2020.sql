/*
description = "Service requests of early January 2020, 35 lower-case columns in another order, typed and without addresses or texts"
description_zh = "服务请求（35列，2020年1月），标准层"
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
    close_days,
    updated_at,
    service_at,
    category_code,
    channel_code,
    action_name,
    unit_code,
    status_code,
    created_by_code,
    mobile_os,
    is_anonymous,
    crew_code,
    deid_point(lat) as lat,
    deid_point(lon) as lon,
    address_check_code,
    is_address_approximate,
    zip_code,
    planning_area_name,
    area_code,
    neighbourhood_code,
    neighbourhood_name,
    precinct_name,
    map_page,
    map_column,
    map_row
from raw.request_2020
