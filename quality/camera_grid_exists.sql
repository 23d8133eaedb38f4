/*
description = "The grid cell of a camera exists"
description_zh = "摄像机所在网格存在"
table = "pub.dim_camera"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-06"
*/
select
    c.camera_id,
    c.grid_code
from pub.dim_camera as c
left join pub.dim_grid as g on c.grid_code = g.grid_code
where c.grid_code is not null and g.grid_code is null
