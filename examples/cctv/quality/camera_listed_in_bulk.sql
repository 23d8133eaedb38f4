/*
description = "A camera's listing time is its own: a minute that hundreds share is the time of a bulk load"
description_zh = "登记时间不得为批量装载时间"
table = "pub.dim_camera"
dimension = "timeliness"
gbt36344 = "05"
severity = "warn"
*/
select
    camera_id,
    listed_at
from pub.dim_camera
qualify count(*) over (partition by date_trunc('minute', listed_at)) > 100
