/*
title_zh = "会议纪要按时印发率"
title = "Minutes issued in time"
question_zh = "会议纪要有多少按时印发？"
question = "What share of the minutes due went out in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "红谷滩新区办公室"

[variants.default]
zh = "到期口径"
en = "of minutes due"
numerator = "在时限内印发的纪要|minutes that went out within their limit"
denominator = "有纪要时限的会议中，纪要已印发或已到期的；取消的会议与未到期不计|meetings with a limit whose minutes went out or are past it; cancelled meetings and those not yet due are outside"
*/
select
    cast(begins_at as date) as period_on,
    cast(coalesce(minutes_on <= as_of() and minutes_on <= minutes_due_on, false) as integer) as numerator,
    cast(coalesce(minutes_on <= as_of(), false) or coalesce(minutes_due_on <= as_of(), false) as integer) as denominator,
    not (coalesce(minutes_on <= as_of(), false) or coalesce(minutes_due_on <= as_of(), false)) as is_open,
    dept_id,
    meeting_kind as meeting_kind_code
from pub.fct_meeting
where
    not is_cancelled and begins_at < as_of_at()
    and (coalesce(minutes_on <= as_of(), false) or minutes_due_on is not null)
