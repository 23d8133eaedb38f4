/*
description = "Potholes filled, from the later export"
description_zh = "坑洞填补，取较晚导出"
grain = "one row per pothole filled"
grain_zh = "每次填补一行"
key = ["filled_at", "street_id", "lat", "lon"]

[columns]
filled_on = "填补日期|Day on which it was filled"
street_id = "路段编号|Number of the block"
street_name = "街名|Street"
*/
select
    filled_at,
    cast(filled_at as date) as filled_on,
    street_id,
    street_name,
    vehicle_id,
    lon,
    lat
from std.pothole
