/*
description = "Service requests of all four extracts"
description_zh = "四份提取合并的服务请求"
grain = "one row per request"
grain_zh = "每件请求一行"
key = ["case_id"]

[columns]
case_id = "请求编号|Service request number"
extract_code = "提取批次|Dataset that the row came from"
unit_code = "承办部门|Department that owns the request"
channel_code = "来源渠道|How the request came in"
category_code = "请求类别|Type of request"
area_code = "市议会选区|Council district"
zip_code = "邮政编码|Postal code"
status_code = "状态|Status of the request"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
reported_at = "提交时间|When the request was opened"
updated_at = "更新时间|When the row was last changed"
service_at = "服务时间|Planned or actual service time; the source does not tell which"
ended_at = "终结时间|When the request was closed, cancelled or referred"
*/
select
    case_id,
    'request_2017' as extract_code,
    unit_code,
    channel_code,
    category_code,
    area_code,
    zip_code,
    status_code,
    lon,
    lat,
    reported_at,
    updated_at,
    service_at,
    ended_at
from std.request_2017
union all
select
    case_id,
    'request_2018' as extract_code,
    unit_code,
    channel_code,
    category_code,
    area_code,
    zip_code,
    status_code,
    lon,
    lat,
    reported_at,
    updated_at,
    service_at,
    ended_at
from std.request_2018
union all
select
    case_id,
    'request_2020' as extract_code,
    unit_code,
    channel_code,
    category_code,
    area_code,
    zip_code,
    status_code,
    lon,
    lat,
    reported_at,
    updated_at,
    service_at,
    ended_at
from std.request_2020
