/*
title_zh = "网站咨询按期答复率"
title = "Questions answered in time"
question_zh = "网站咨询有多少按期答复？"
question = "What share of the questions due was answered in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "政务公开办公室"

[variants.default]
zh = "5 个工作日口径"
en = "within 5 working days"
numerator = "5 个工作日内答复|questions answered within 5 working days"
denominator = "已答复或已满 5 个工作日的咨询；未到期不计|questions answered or past their 5 working days; those not yet due are outside"
*/
select
    asked_on as period_on,
    cast(coalesce(replied_at < as_of_at() and cast(replied_at as date) <= due_on, false) as integer) as numerator,
    cast(coalesce(replied_at < as_of_at(), false) or coalesce(due_on <= as_of(), false) as integer) as denominator,
    not (coalesce(replied_at < as_of_at(), false) or coalesce(due_on <= as_of(), false)) as is_open,
    dept_id,
    consultation_type_code
from pub.fct_consultation
where asked_at < as_of_at()
