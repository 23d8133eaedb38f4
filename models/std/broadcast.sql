/*
description = "Warnings sent to the public"
description_zh = "预警广播，标准层"
grain = "one row per message sent"
grain_zh = "每批次一行"
key = ["broadcast_id"]

[columns]
broadcast_channel = "广播渠道|Channel of the warning"
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
