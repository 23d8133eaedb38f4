/*
description = "The number that a camera's name begins with names one camera"
description_zh = "点位自编号不得重复"
table = "pub.dim_camera"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
*/
select
    camera_id,
    camera_number
from pub.dim_camera
qualify count(*) over (partition by camera_number) > 1
