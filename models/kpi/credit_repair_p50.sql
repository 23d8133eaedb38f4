/*
title_zh = "信用修复时长（中位数）"
title = "Days to repair credit, median"
question_zh = "失信记录要多久才修复？"
question = "How long does it take to repair a failing?"
kind = "quantile"
quantile = 0.5
unit = "天"
better = "lower"
source = "local design"
owner = "金融办"

[variants.default]
zh = "修复口径"
en = "of failings repaired"
*/
select
    repaired_on as period_on,
    repaired_on - occurred_on as value,
    credit_event_kind_code
from pub.fct_credit_event
where is_failing and repaired_on <= as_of()
