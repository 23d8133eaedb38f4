/*
title_zh = "依申请公开按期答复率"
title = "Disclosure requests answered in time"
question_zh = "公开申请有多少按期答复？"
question = "What share of the requests due was answered in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政府信息公开条例"
owner = "政务公开办公室"

[variants.default]
zh = "20 个工作日、可延期 20 个工作日"
en = "20 working days, 20 more when extended"
numerator = "在期限（含延期）内答复|requests answered within their limit, extension included"
denominator = "已答复或已到期的申请；撤回与未到期不计|requests answered or past their limit; those withdrawn or not yet due are outside"
*/
with observed as (
    select
        received_on,
        due_on,
        dept_id,
        applicant_type_code,
        case when replied_on <= as_of() then replied_on end as replied_on,
        case when replied_on <= as_of() then outcome_code end as outcome_code
    from pub.fct_foi_request
    where received_on <= as_of()
)

select
    received_on as period_on,
    cast(coalesce(replied_on <= due_on, false) as integer) as numerator,
    cast(replied_on is not null or coalesce(due_on <= as_of(), false) as integer) as denominator,
    replied_on is null and coalesce(due_on > as_of(), true) as is_open,
    dept_id,
    applicant_type_code
from observed
where coalesce(outcome_code, '') <> 'withdrawn'
