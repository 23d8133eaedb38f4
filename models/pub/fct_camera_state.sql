/*
description = "States of cameras as intervals"
description_zh = "摄像机状态区间事实"
grain = "one row per camera and interval"
grain_zh = "每台摄像机每个区间一行"
key = ["camera_id", "state_from_at"]

[references]
camera_id = {to = "pub.dim_camera.camera_id", id = "camera_state_camera_exists", words = "状态区间的摄像机在目录中存在|The camera of a state is in the catalogue"}
*/
select
    camera_id,
    state_from_at,
    state_to_at,
    state_code,
    offline_cause,
    is_approved
from std.camera_status
