/*
description = "States of devices in scenic areas"
description_zh = "景区设备状态区间，标准层"
grain = "one row per device and beginning of a state"
grain_zh = "每台设备每段状态一行"
key = ["device_id", "from_at"]

[columns]
to_at = "结束时间，空为仍在继续|When it ends, empty while it goes on"
state_code = "状态：online 在线 offline 离线 maintenance 检修|State: online, offline or maintenance"
*/
select
    device_id,
    from_at,
    to_at,
    state as state_code,
    approval_no
from raw.tourism_device_status
