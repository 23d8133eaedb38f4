/*
description = "Grid cells"
description_zh = "单元网格"
grain = "one row per grid cell"
grain_zh = "每个网格一行"
key = ["grid_code"]
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
from std.grid
