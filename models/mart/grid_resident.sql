/*
description = "Residents of each grid cell with its place; cells that would point at people show none"
description_zh = "网格人口主题：各网格位置与在册居民，人数过少的网格不显示"
grain = "one row per grid cell"
grain_zh = "每个网格一行"
key = ["grid_code"]
aggregate = ["resident_n"]

[columns]
grid_code = "单元网格编码|Code of the grid cell"
grid_name = "网格|Grid cell"
street_name = "街道|Street"
lon = "经度，WGS-84|Longitude, WGS-84"
lat = "纬度，WGS-84|Latitude, WGS-84"
resident_n = "登记在册居民数，少于十人为空|Residents on the register, empty below ten"
*/
select
    p.grid_code,
    g.grid_name,
    g.street_name,
    g.lon,
    g.lat,
    p.resident_n
from pub.fct_grid_population as p
left join pub.dim_grid as g on p.grid_code = g.grid_code
