/*
title_zh = "预警送达率"
title = "Warnings delivered"
question_zh = "发出的预警有多少送达？"
question = "What share of the warnings reached those who were meant?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "区综治办"

[variants.default]
zh = "按发送日期"
en = "by day of sending"
numerator = "送达数|receivers that got it"
denominator = "应送达数|receivers that were meant"
*/
select
    sent_on as period_on,
    delivered_n as numerator,
    target_n as denominator,
    broadcast_channel as broadcast_channel_code,
    theme as theme_code
from pub.fct_broadcast
where sent_at < as_of_at()
