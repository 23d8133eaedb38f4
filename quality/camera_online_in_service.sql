/*
description = "A camera is online within its time in service only"
description_zh = "摄像机在线不超出在用时段"
table = "pub.fct_camera_state"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-26"
*/
select
    s.camera_id,
    s.state_from_at,
    c.installed_on,
    c.retired_on
from pub.fct_camera_state as s
inner join pub.dim_camera as c on s.camera_id = c.camera_id
where
    s.state_code = 'online'
    and (
        s.state_from_at < cast(cast(c.installed_on as timestamp) as timestamptz)
        or coalesce(s.state_to_at, s.state_from_at) > cast(cast(c.retired_on as timestamp) as timestamptz)
        or s.state_to_at is null and c.retired_on is not null
    )
