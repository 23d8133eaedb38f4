/*
title_zh = "热线 15 秒接通率"
title = "Hotline calls answered within 15 seconds"
question_zh = "转人工的来电有多少在 15 秒内被接听？"
question = "What share of the callers who asked for an agent was answered within 15 seconds?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 33358"
owner = "88812345 热线中心"

[variants.default]
zh = "人工口径"
en = "of calls queued"
numerator = "15 秒内接听|calls answered within 15 seconds"
denominator = "进入人工队列|calls queued for an agent"
part_of = {numerator = ["hotline_answer_rate.default.numerator"], denominator = ["hotline_answer_rate.default.denominator"]}
*/
select
    queued_on as period_on,
    cast(is_answered_15s as integer) as numerator,
    1 as denominator,
    hour_code
from mart.hotline_call
where is_queued
