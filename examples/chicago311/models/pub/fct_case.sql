/*
description = "Sanitation complaints as the newest snapshot has them"
description_zh = "环境卫生投诉的最新状态"
grain = "one row per complaint"
grain_zh = "每件投诉一行"
key = ["case_id"]
incremental = {by = "case_id"}

[columns]
case_id = "投诉编号|Service request number"
category_code = "违规性质|Nature of the violation"
ward_code = "选区|City ward; 0 stands for unknown"
area_code = "社区|Community area; 0 stands for unknown"
police_district_code = "警区|Police district; 0 stands for unknown"
zip_code = "邮政编码|Postal code"
status_code = "状态|Status; the ending ' - Dup' marks a duplicate of another complaint"
is_duplicate = "是否重复件|Whether the city marked the complaint as a duplicate"
is_completed = "是否已办结|Whether the complaint is completed"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
reported_on = "投诉日期|Day the complaint was opened"
completed_on = "办结日期|Day the complaint was completed"
*/
select
    case_id,
    nature_name as category_code,
    ward_code,
    area_code,
    police_district_code,
    zip_code,
    status_code,
    status_code like '% - Dup' as is_duplicate,
    status_code like 'Completed%' as is_completed,
    lon,
    lat,
    created_on as reported_on,
    completed_on
from std.sanitation_complaint
