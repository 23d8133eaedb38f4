/*
description = "Communities with their street"
description_zh = "社区维度"
grain = "one row per community"
grain_zh = "每个社区一行"
key = ["community_code"]

[columns]
community_name = "社区名称|Name of the community"
street_code = "街道代码|Code of the street"
street_name = "街道名称|Name of the street"
grid_n = "网格数|Grid cells"
*/
select
    community_code,
    min(community_name) as community_name,
    min(street_code) as street_code,
    min(street_name) as street_name,
    cast(count(*) as bigint) as grid_n
from std.grid
where community_code is not null
group by community_code
