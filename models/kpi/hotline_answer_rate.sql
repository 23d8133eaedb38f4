/*
title_zh = "热线接通率"
title = "Hotline answer rate"
question_zh = "转人工的来电有多少被接听？"
question = "What share of the callers who asked for an agent was answered?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 33358"
owner = "88812345 热线中心"

[variants.default]
zh = "人工口径"
en = "of calls queued"
numerator = "坐席接听|calls answered"
denominator = "进入人工队列|calls queued for an agent"
*/
select
    queued_on as period_on,
    cast(is_answered as integer) as numerator,
    1 as denominator,
    hour_code
from mart.hotline_call
where is_queued
