/*
description = "No two cameras have the same coordinates to the last decimal"
description_zh = "不同点位坐标不应完全相同"
table = "pub.dim_camera"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
*/
select
    camera_id,
    lon,
    lat
from pub.dim_camera
qualify count(*) over (partition by lon, lat) > 1
