/*
description = "No two containers have the same coordinates"
description_zh = "不同容器坐标不应相同"
table = "pub.dim_container"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
*/
select
    container_id,
    easting_m,
    northing_m
from pub.dim_container
qualify count(*) over (partition by easting_m, northing_m) > 1
