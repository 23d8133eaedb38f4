/*
description = "Permits with their days"
description_zh = "许可及其日期"
grain = "one row per permit"
grain_zh = "每件许可一行"
key = ["permit_id"]

[columns]
permit_id = "许可编号|Number of the permit"
status_code = "状态|State of the permit"
category_code = "建筑类别组|Class of building, in 15 groups"
work_group_code = "工程类别组|Class of work, in four groups"
permit_group = "许可大类|Kind of permit, in two groups"
area_code = "社区代码|Code of the community"
applied_on = "申请日期|Day of the application"
issued_on = "发证日期|Day on which the permit was issued"
completed_on = "竣工日期|Day on which the file came to its end"
housing_unit_n = "住宅套数|Dwellings that the permit makes"
project_cost = "估算造价|Estimated cost, Canadian dollars"
location_n = "地点数|Parcels, buildings and suites that the permit concerns"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
*/
select
    permit_id,
    status_code,
    category_code,
    work_group_code,
    permit_group,
    area_code,
    applied_on,
    issued_on,
    completed_on,
    housing_unit_n,
    project_cost,
    location_n,
    lon,
    lat
from std.building_permit
