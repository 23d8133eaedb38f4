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
clicked_on = "点击日期|Day of the click"
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
