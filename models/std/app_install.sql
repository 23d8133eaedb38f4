/*
description = "First openings of the app"
description_zh = "应用安装，标准层"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]

[columns]
device_id = "设备（假名）|Keyed hash of the device"
*/
select
    device_id,
    first_open_at,
    install_channel,
    app_version
from raw.app_install
