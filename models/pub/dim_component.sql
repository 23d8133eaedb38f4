/*
description = "City components: what stands in the street, where, and who looks after it"
description_zh = "城市部件：街面设施是什么、在哪里、由谁管"
grain = "one row per component"
grain_zh = "每个部件一行"
key = ["component_id"]

[columns]
component_id = "部件标识码|Identifier of the city component"
component_name = "部件名称|Name of the component"
category_code = "部件分类代码：类型-大类-小类|Class of the component: type-main class-sub-class"
unit_id = "主管部门编号|Unit that looks after the component"
grid_code = "单元网格编码|Code of the grid cell"
street_code = "街道代码|Code of the street"
component_status_code = "部件状态代码|State of the component: intact, damaged, lost, blocked or disused"
surveyed_on = "普查日期|Day of the survey"
lon = "经度，WGS-84|Longitude, WGS-84"
lat = "纬度，WGS-84|Latitude, WGS-84"
*/
select
    c.component_id,
    c.component_name,
    'part-' || c.main_code || '-' || c.sub_code as category_code,
    c.unit_id,
    c.grid_code,
    g.street_code,
    c.component_status_code,
    c.surveyed_on,
    round(cgcs2000_to_wgs84_lon(c.lon, c.lat), 6) as lon,
    round(cgcs2000_to_wgs84_lat(c.lon, c.lat), 6) as lat
from std.component as c
left join std.grid as g on c.grid_code = g.grid_code
