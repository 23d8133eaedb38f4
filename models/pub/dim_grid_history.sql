/*
description = "Grid cells through time, with their boundary"
description_zh = "网格维度（缓慢变化），含边界"
grain = "one row per grid cell and the day from which it is in force"
grain_zh = "每个网格、每个启用日期一行"
key = ["grid_code", "valid_from_on"]

[columns]
is_current = "是否最新版本|Whether this is the newest version"
*/
select
    grid_code,
    valid_from_on,
    valid_to_on,
    valid_to_on is null as is_current,
    successor_code,
    grid_name,
    community_code,
    street_code,
    grid_worker_key,
    area_m2,
    geometry
from std.mgmt_grid
