/*
description = "Illegal-animal complaints to the health department, 2010 to 2025, 41 columns, typed and without addresses or texts"
description_zh = "违规饲养动物诉求（2010至2025年），标准层"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["case_id"]

[columns]
case_id = "诉求编号|Service request number"
reported_at = "提交时间|When the request was opened"
ended_at = "办结时间|Closing date as the source has it, whatever the status"
unit_code = "承办部门代码|Agency that handles the request"
unit_name = "承办部门|Name of the agency or of its office"
category_code = "诉求类别|Type of complaint"
descriptor = "诉求小类|Detail of the type"
location_type = "地点类别|Kind of place"
zip_code = "邮政编码|Postal code of the incident"
address_type = "地址类型|Kind of address"
city_name = "城市|City or neighbourhood of the address"
facility_type = "设施类别|Kind of facility"
status_code = "状态|Status of the request"
due_at = "应办结时间|When the agency is to have acted"
updated_at = "处理更新时间|When the resolution was last changed"
community_board = "社区委员会|Community board"
area_code = "行政区|Borough"
channel_code = "来源渠道|How the request came in"
park_facility_name = "公园设施|Park facility"
park_area_code = "公园所在行政区|Borough of the park; a copy of the borough"
vehicle_type = "车辆类型|Kind of vehicle"
taxi_area_code = "出租车公司行政区|Borough of the taxi company"
highway_name = "桥梁公路名|Bridge or highway"
highway_direction = "桥梁公路方向|Direction of travel"
road_ramp = "匝道|Road or ramp"
highway_segment = "路段|Segment"
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
