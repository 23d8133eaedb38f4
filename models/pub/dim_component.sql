/*
description = "City components: what stands in the street, where, and who looks after it"
description_zh = "城市部件：街面设施是什么、在哪里、由谁管"
grain = "one row per component"
grain_zh = "每个部件一行"
key = ["component_id"]

[columns]
category_code = "部件分类代码：类型-大类-小类|Class of the component: type-main class-sub-class"
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
