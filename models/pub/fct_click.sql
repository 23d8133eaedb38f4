/*
description = "Clicks on services"
description_zh = "服务点击事实"
grain = "one row per click"
grain_zh = "每次点击一行"
key = ["click_id"]
incremental = {by = "click_id"}
partition = "clicked_on"

[references]
service_id = {to = "pub.dim_service_item.service_id", id = "click_service_exists", words = "点击的服务存在|The service that was clicked exists"}

[columns]
click_id = "点击编号|Number of the click"
clicked_at = "点击时间|When the service was clicked"
clicked_on = "点击日期|Day of the click"
device_id = "设备（假名）|Keyed hash of the device"
service_id = "服务编号|Number of the service item"
page = "页面|Page of the app"
session_key = "会话（假名）|Keyed hash of the session"
*/
select
    click_id,
    clicked_at,
    cast(clicked_at as date) as clicked_on,
    device_id,
    service_id,
    page,
    session_key
from std.app_click
