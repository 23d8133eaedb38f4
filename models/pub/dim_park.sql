/*
description = "Industrial and office parks"
description_zh = "园区"
grain = "one row per park"
grain_zh = "每个园区一行"
key = ["park_id"]
*/
select
    park_id,
    park_name,
    park_kind_code,
    street_code,
    grid_code,
    land_m2,
    rentable_m2,
    opened_on
from std.park
