/*
description = "Streets"
description_zh = "街道"
grain = "one row per street"
grain_zh = "每个街道一行"
key = ["street_code"]

[columns]
street_name = "街道名称|Name of the street"
*/
select
    street_code,
    min(street_name) as street_name
from std.grid
group by street_code
