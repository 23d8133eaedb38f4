/*
description = "Service requests of late December 2018, 39 columns with six region numbers of the portal, typed and without addresses or texts"
description_zh = "服务请求（39列，2018年12月），标准层"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["case_id"]

[columns]
case_id = "请求编号|Service request number"
reported_at = "提交时间|When the request was opened"
updated_at = "更新时间|When the row was last changed"
action_name = "最近动作|Last action on the request"
unit_code = "承办部门|Department that owns the request"
category_code = "请求类别|Type of request"
status_code = "状态|Status of the request"
channel_code = "来源渠道|How the request came in"
mobile_os = "手机系统|Operating system of the mobile app"
is_anonymous = "是否匿名|Whether the reporter stayed anonymous"
crew_code = "派遣对象|Yard or crew that got the request"
service_at = "服务时间|Planned or actual service time; the source does not tell which"
ended_at = "终结时间|When the request was closed, cancelled or referred"
address_check_code = "地址核验|Whether the address was verified: Y, N or M"
is_address_approximate = "是否近似地址|Whether the address is approximate"
zip_code = "邮政编码|Postal code"
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
map_page = "地图页|Page of the Thomas Brothers map"
map_column = "地图列|Column on that page"
map_row = "地图行|Row on that page"
planning_area_name = "规划委员会区|Area planning commission"
area_code = "市议会选区|Council district"
neighbourhood_code = "社区议会编号|Neighbourhood council number"
neighbourhood_name = "社区议会名称|Neighbourhood council name"
precinct_name = "警区|Police precinct"
region_zip_id = "门户邮编区编号|Portal's region number of the postal code"
region_tract_id = "门户普查区编号|Portal's region number of the census tract"
region_precinct_id = "门户选举区编号|Portal's region number of the voting precinct"
region_plan_id = "门户专项规划区编号|Portal's region number of the specific plan"
region_district_id = "门户议会选区编号|Portal's region number of the council district"
region_neighbourhood_id = "门户社区议会编号|Portal's region number of the neighbourhood council"
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
    precinct_name,
    region_zip_id,
    region_tract_id,
    region_precinct_id,
    region_plan_id,
    region_district_id,
    region_neighbourhood_id
from raw.request_2018
