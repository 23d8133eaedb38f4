/*
description = "Devices of the scenic areas that are not online at the end of the day observed"
description_zh = "景区离线设备主题：观察日末不在线的在用设备"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]

[columns]
device_id = "设备|Device"
device_name = "名称|Name"
device_kind = "类型|Kind"
state_code = "状态：offline 离线 maintenance 检修|State: offline or maintenance"
is_approved = "是否批准的检修|Whether it is maintenance that was approved"
since_at = "起始|Since"
*/
select
    d.device_id,
    d.device_name,
    d.device_kind,
    s.state_code,
    coalesce(s.is_approved, false) as is_approved,
    s.from_at as since_at
from pub.fct_tourism_device_status as s
inner join pub.dim_tourism_device as d on s.device_id = d.device_id
where
    s.state_code <> 'online'
    and s.from_at < as_of_at()
    and (s.to_at is null or s.to_at >= as_of_at())
    and (d.retired_on is null or d.retired_on > as_of())
