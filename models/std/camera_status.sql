/*
description = "States of cameras as intervals"
description_zh = "摄像机状态区间，标准层"
grain = "one row per camera and interval"
grain_zh = "每台摄像机每个区间一行"
key = ["camera_id", "state_from_at"]

[columns]
state_code = "状态：online 在线 offline 离线 maintenance 检修|State: online, offline or maintenance"
is_approved = "检修是否经批准|Whether the maintenance was approved"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    camera_id,
    state_from_at,
    state_to_at,
    state as state_code,
    cause as offline_cause,
    approval_id is not null as is_approved,
    updated_at
from raw.camera_status
