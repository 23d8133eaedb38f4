/*
description = "Cameras in service that are offline at the end of the day observed"
description_zh = "离线摄像机主题：观察日末离线且在用的摄像机"
grain = "one row per camera"
grain_zh = "每台摄像机一行"
key = ["camera_id"]

[columns]
camera_id = "国标编码|Number of the camera after GB/T 28181"
camera_name = "摄像机|Camera"
street_code = "街道|Street"
owner_name = "建设单位|Owner"
offline_cause = "原因|Cause"
dark_hour_n = "已离线小时|Hours dark"
*/
select
    c.camera_id,
    c.camera_name,
    coalesce(c.street_code, 'unknown') as street_code,
    coalesce(c.owner_name, 'unknown') as owner_name,
    s.offline_cause,
    date_diff('hour', s.state_from_at, as_of_at()) as dark_hour_n
from pub.fct_camera_state as s
inner join pub.dim_camera as c on s.camera_id = c.camera_id
where
    s.state_code = 'offline'
    and s.state_from_at < as_of_at()
    and (s.state_to_at is null or s.state_to_at > as_of_at())
    and (c.retired_on is null or c.retired_on > as_of())
