/*
description = "Warnings sent to the public"
description_zh = "预警广播事实"
grain = "one row per message sent"
grain_zh = "每批次一行"
key = ["broadcast_id"]

[columns]
sent_on = "发送日期|Day on which it was sent"
*/
select
    broadcast_id,
    broadcast_channel,
    theme,
    street_code,
    sent_at,
    cast(sent_at as date) as sent_on,
    target_n,
    delivered_n
from std.broadcast
