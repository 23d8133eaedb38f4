/*
description = "The grid cell of an incident exists, and so does the camera that showed it"
description_zh = "平安事件的网格与摄像机存在"
table = "pub.fct_incident"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-06"
*/
select
    i.incident_id,
    i.grid_code,
    i.camera_id
from pub.fct_incident as i
left join pub.dim_grid as g on i.grid_code = g.grid_code
left join pub.dim_camera as c on i.camera_id = c.camera_id
where g.grid_code is null or (i.camera_id is not null and c.camera_id is null)
