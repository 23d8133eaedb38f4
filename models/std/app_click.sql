/*
description = "Clicks on services"
description_zh = "服务点击，标准层"
grain = "one row per click"
grain_zh = "每次点击一行"
key = ["click_id"]

[columns]
device_id = "设备（假名）|Keyed hash of the device"
session_key = "会话（假名）|Keyed hash of the session"
*/
select
    click_id,
    clicked_at,
    device_id,
    service_id,
    page,
    session_key
from raw.app_click
