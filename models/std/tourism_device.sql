/*
description = "Devices in scenic areas"
description_zh = "景区设备，标准层"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]

[columns]
device_kind = "设备类型：gate camera screen broadcast wifi sos|Kind of device: gate, camera, screen, broadcast, wifi or sos"
retired_on = "停用日期，空为在用|First day out of service, empty while in service"
*/
select
    device_id,
    device_name,
    device_kind,
    scenic_id,
    installed_on,
    retired_on
from raw.tourism_device
