/*
description = "Sanitation code complaints: each file is the whole table at one time, typed and without addresses or texts"
description_zh = "环境卫生投诉，标准层"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["case_id"]

[columns]
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
*/
select
    created_on,
    status_code,
    completed_on,
    case_id,
    request_type_name,
    nature_name,
    zip_code,
    ward_code,
    police_district_code,
    area_code,
    deid_point(lat) as lat,
    deid_point(lon) as lon
from raw.sanitation_complaint
