/*
description = "Grid cells of the district"
description_zh = "单元网格，标准层"
grain = "one row per grid cell"
grain_zh = "每个网格一行"
key = ["grid_code"]

[columns]
grid_name = "单元网格名称|Name of the grid cell"
lon = "网格中心经度，WGS-84|Longitude of the cell's centre, WGS-84"
lat = "网格中心纬度，WGS-84|Latitude of the cell's centre, WGS-84"
area_m2 = "面积，平方米|Area in square metres"
*/
select
    grid_code,
    grid_name,
    community_code,
    community_name,
    street_code,
    street_name,
    lon,
    lat,
    area_m2
from raw.grid
