/*
description = "Potholes filled by two trucks; the columns Latitude and Longitude hold each other's values, typed"
description_zh = "坑洞填补，标准层"
grain = "one row per pothole filled"
grain_zh = "每次填补一行"
key = ["filled_at", "street_id", "lat", "lon"]
*/
select
    street_name,
    street_type,
    direction_code,
    filled_at,
    street_id,
    vehicle_id,
    lat,
    lon
from raw.pothole
