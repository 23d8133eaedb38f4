/*
description = "Requests of all three extracts; one that stands in two is taken from the newer"
description_zh = "三份提取合并的诉求，重复的取较新一份"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["case_id"]

[columns]
case_id = "诉求编号|Service request number"
extract_code = "提取批次|Dataset that the row came from"
unit_code = "承办部门代码|Agency that handles the request"
channel_code = "来源渠道|How the request came in"
category_code = "诉求类别|Type of complaint"
descriptor = "诉求小类|Detail of the type"
area_code = "行政区|Borough"
zip_code = "邮政编码|Postal code of the incident"
status_code = "状态|Status of the request"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
reported_at = "提交时间|When the request was opened"
updated_at = "处理更新时间|When the resolution was last changed"
due_at = "应办结时间|When the agency is to have acted"
ended_at = "办结时间|Closing date as the source has it, whatever the status"
*/
with request as (
    select
        case_id, 'request_animal' as extract_code, 1 as extract_rank,
        unit_code, channel_code, category_code, descriptor, area_code, zip_code, status_code,
        lon, lat, reported_at, updated_at, due_at, ended_at
    from std.request_animal
    union all
    select
        case_id, 'request_2018' as extract_code, 2 as extract_rank,
        unit_code, channel_code, category_code, descriptor, area_code, zip_code, status_code,
        lon, lat, reported_at, updated_at, due_at, ended_at
    from std.request_2018
    union all
    select
        case_id, 'request_2023' as extract_code, 3 as extract_rank,
        unit_code, channel_code, category_code, descriptor, area_code, zip_code, status_code,
        lon, lat, reported_at, updated_at, due_at, ended_at
    from std.request_2023
),
ranked as (
    select
        case_id, extract_code,
        unit_code, channel_code, category_code, descriptor, area_code, zip_code, status_code,
        lon, lat, reported_at, updated_at, due_at, ended_at,
        row_number() over (partition by case_id order by extract_rank desc) as copy_n
    from request
)
select
    case_id,
    extract_code,
    unit_code,
    channel_code,
    category_code,
    descriptor,
    area_code,
    zip_code,
    status_code,
    lon,
    lat,
    reported_at,
    updated_at,
    due_at,
    ended_at
from ranked
where copy_n = 1
