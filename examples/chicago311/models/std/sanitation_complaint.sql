/*
description = "Sanitation code complaints: each file is the whole table at one time, typed and without addresses or texts"
description_zh = "环境卫生投诉，标准层"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["case_id"]

[columns]
created_on = "投诉日期|Day the complaint was opened"
status_code = "状态|Status; the ending ' - Dup' marks a duplicate of another complaint"
completed_on = "办结日期|Day the complaint was completed"
case_id = "投诉编号|Service request number"
request_type_name = "请求类型|Type of request; one value in this table"
nature_name = "违规性质|Nature of the violation"
zip_code = "邮政编码|Postal code"
ward_code = "选区|City ward; 0 stands for unknown"
police_district_code = "警区|Police district; 0 stands for unknown"
area_code = "社区|Community area; 0 stands for unknown"
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
