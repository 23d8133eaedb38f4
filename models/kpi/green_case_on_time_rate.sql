/*
title_zh = "绿色通道按时办结率"
title = "On-time rate of the green channel"
question_zh = "绿色通道事项有多少在承诺时间内办结？"
question = "What share of the green-channel cases was finished by the promised time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "金融办"

[variants.default]
zh = "到期口径"
en = "of cases due"
numerator = "在承诺时间（含批准的延期）内办结|cases finished by the promised time, approved extension included"
denominator = "已办结或已过承诺时间的事项，不含撤回与不予受理|cases finished or past their promise; those withdrawn or refused are outside"
part_of = {denominator = ["green_cases.default.numerator"]}
*/
select
    accepted_on as period_on,
    cast(coalesce(finished_at < as_of_at() and finished_at <= promised_at, false) as integer) as numerator,
    cast(coalesce(finished_at < as_of_at() or promised_at < as_of_at(), false) as integer) as denominator,
    not coalesce(finished_at < as_of_at() or promised_at < as_of_at(), false) as is_open,
    service_kind_code,
    dept_id
from pub.fct_green_case
where
    accepted_at < as_of_at()
    and (withdrawn_at is null or withdrawn_at >= as_of_at())
