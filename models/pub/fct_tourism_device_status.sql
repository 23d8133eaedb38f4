/*
description = "States of devices in scenic areas as intervals"
description_zh = "景区设备状态区间事实"
grain = "one row per device and beginning of a state"
grain_zh = "每台设备每段状态一行"
key = ["device_id", "from_at"]

[references]
device_id = {to = "pub.dim_tourism_device.device_id", id = "tourism_status_device_exists", words = "状态的设备在台账中存在|The device of a state exists"}

[columns]
device_id = "设备编号|Number of the device"
from_at = "开始时间|When it begins"
to_at = "结束时间，空为仍在继续|When it ends, empty while it goes on"
state_code = "状态：online 在线 offline 离线 maintenance 检修|State: online, offline or maintenance"
is_approved = "是否批准的检修|Whether it is maintenance that was approved"
*/
select
    device_id,
    from_at,
    to_at,
    state_code,
    state_code = 'maintenance' and approval_no is not null as is_approved
from std.tourism_device_status
