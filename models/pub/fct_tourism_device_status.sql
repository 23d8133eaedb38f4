/*
description = "States of devices in scenic areas as intervals"
description_zh = "景区设备状态区间事实"
grain = "one row per device and beginning of a state"
grain_zh = "每台设备每段状态一行"
key = ["device_id", "from_at"]

[references]
device_id = {to = "pub.dim_tourism_device.device_id", id = "tourism_status_device_exists", words = "状态的设备在台账中存在|The device of a state exists"}

[columns]
is_approved = "是否批准的检修|Whether it is maintenance that was approved"
*/
select
    device_id,
    from_at,
    to_at,
    state_code,
    state_code = 'maintenance' and approval_no is not null as is_approved
from std.tourism_device_status
