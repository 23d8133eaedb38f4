/*
title_zh = "未修复失信记录"
title = "Failings not repaired"
question_zh = "观察日还有多少失信记录没有修复？"
question = "How many failings are not repaired on the day observed?"
kind = "stock"
unit = "条"
better = "lower"
source = "local design"
owner = "金融办"

[variants.default]
zh = "在库"
en = "on record"
numerator = "发生而未修复的失信记录|failings that occurred and are not repaired"
*/
select
    1 as numerator,
    credit_event_kind_code
from pub.fct_credit_event
where is_failing and occurred_on <= as_of() and (repaired_on is null or repaired_on > as_of())
