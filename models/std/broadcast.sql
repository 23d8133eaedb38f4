/*
description = "Warnings sent to the public"
description_zh = "预警广播，标准层"
grain = "one row per message sent"
grain_zh = "每批次一行"
key = ["broadcast_id"]

[columns]
broadcast_id = "批次号|Number of the message"
broadcast_channel = "广播渠道|Channel of the warning"
theme = "主题|Subject of the warning"
street_code = "街道代码，空为全区|Code of the street, empty for the whole district"
sent_at = "发送时间|When it was sent"
target_n = "应送达数|Receivers that were meant"
delivered_n = "送达数|Receivers that got it"
*/
select
    broadcast_id,
    broadcast_channel,
    theme,
    street_code,
    sent_at,
    target_n,
    delivered_n
from raw.broadcast
