/*
description = "Building permits from application to completion, 36 columns of the city's portal, typed"
description_zh = "建筑许可，标准层"
grain = "one row per permit"
grain_zh = "每件许可一行"
key = ["permit_id"]

[columns]
permit_id = "许可编号|Number of the permit"
status_code = "状态|State of the permit"
applied_on = "申请日期|Day of the application"
issued_on = "发证日期|Day on which the permit was issued"
completed_on = "竣工日期|Day on which the file came to its end, whatever the outcome"
permit_type = "许可类型|Kind of permit"
permit_group = "许可大类|Kind of permit, in two groups"
class_name = "建筑类别|Class of building with its number"
category_code = "建筑类别组|Class of building, in 15 groups"
class_use = "用途|Residential or not"
work_class = "工程类别|Class of work"
work_group_code = "工程类别组|Class of work, in four groups"
work_state = "新建或既有|New building or existing one"
housing_unit_n = "住宅套数|Dwellings that the permit makes"
project_cost = "估算造价|Estimated cost, Canadian dollars"
floor_ft2 = "建筑面积（平方英尺）|Floor area, square feet"
area_code = "社区代码|Code of the community"
area_name = "社区|Community"
lat = "纬度（三位小数）|Latitude, WGS-84 degrees, rounded to three decimals"
lon = "经度（三位小数）|Longitude, WGS-84 degrees, rounded to three decimals"
location_n = "地点数|Parcels, buildings and suites that the permit concerns"
location_types = "地点类别|Kinds of the places, separated by semicolons"
region_ward_id = "门户选区编号一|Portal's region number, first set of 14"
region_quadrant_id = "门户城区象限编号|Portal's region number, set of 4"
region_area_id = "门户社区编号一|Portal's region number, first set of 255"
region_ward2_id = "门户选区编号二|Portal's region number, second set of 14"
region_area2_id = "门户社区编号二|Portal's region number, second set of 255"
region_ward3_id = "门户选区编号三|Portal's region number, third set of 14"
*/
select
    permit_id,
    status_code,
    applied_on,
    issued_on,
    completed_on,
    permit_type,
    permit_group,
    class_name,
    category_code,
    class_use,
    work_class,
    work_group_code,
    work_state,
    housing_unit_n,
    project_cost,
    floor_ft2,
    area_code,
    area_name,
    deid_point(lat) as lat,
    deid_point(lon) as lon,
    location_n,
    location_types,
    region_ward_id,
    region_quadrant_id,
    region_area_id,
    region_ward2_id,
    region_area2_id,
    region_ward3_id
from raw.building_permit
