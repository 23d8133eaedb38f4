/*
description = "States of cameras as intervals"
description_zh = "摄像机状态区间事实"
grain = "one row per camera and interval"
grain_zh = "每台摄像机每个区间一行"
key = ["camera_id", "state_from_at"]

[references]
camera_id = {to = "pub.dim_camera.camera_id", id = "camera_state_camera_exists", words = "状态区间的摄像机在目录中存在|The camera of a state is in the catalogue"}

[columns]
camera_id = "国标编码|Number of the camera after GB/T 28181"
state_from_at = "状态起|When the state began"
state_to_at = "状态止，空为仍在该状态|When the state ended, empty while it lasts"
state_code = "状态：online 在线 offline 离线 maintenance 检修|State: online, offline or maintenance"
offline_cause = "离线原因|Why the camera was offline"
is_approved = "检修是否经批准|Whether the maintenance was approved"
*/
select
    camera_id,
    state_from_at,
    state_to_at,
    state_code,
    offline_cause,
    is_approved
from std.camera_status
