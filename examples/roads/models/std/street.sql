/*
description = "Street centre lines of the city and its surroundings, in state plane feet, typed"
description_zh = "街道中心线，标准层"
grain = "one row per block"
grain_zh = "每个路段一行"
key = ["street_id"]
*/
select
    street_id,
    line_id,
    street_name,
    owner_name,
    plow_name,
    type_name,
    one_way_code,
    speed_mph,
    length_ft
from raw.street
