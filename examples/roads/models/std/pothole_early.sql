/*
description = "An earlier export of the same table with other column names, without the trucks, typed"
description_zh = "坑洞填补（早期导出），标准层"
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
    lat,
    lon
from raw.pothole_early
