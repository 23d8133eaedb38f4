/*
description = "First openings of the app"
description_zh = "应用安装事实"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]
incremental = {by = "device_id"}
*/
select
    device_id,
    first_open_at,
    install_channel,
    app_version
from std.app_install
