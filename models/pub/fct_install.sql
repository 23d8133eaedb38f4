/*
description = "First openings of the app"
description_zh = "应用安装事实"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]
incremental = {by = "device_id"}

[columns]
device_id = "设备（假名）|Keyed hash of the device"
first_open_at = "首次打开时间|When the app was first opened"
install_channel = "下载渠道|Store or page that the app came from"
app_version = "应用版本|Version of the app"
*/
select
    device_id,
    first_open_at,
    install_channel,
    app_version
from std.app_install
