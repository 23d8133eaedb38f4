/*
description = "The camera of a state is in the catalogue"
description_zh = "状态区间的摄像机在目录中存在"
table = "pub.fct_camera_state"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    s.camera_id,
    s.state_from_at
from pub.fct_camera_state as s
left join pub.dim_camera as c on s.camera_id = c.camera_id
where c.camera_id is null
