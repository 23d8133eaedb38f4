/*
title_zh = "按时办结率"
title = "On-time rate"
question_zh = "申请按期限办结了多少？"
question = "What share of the applications ended by the deadline?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "市许可服务科"
headline = "due"

[variants.due]
zh = "按应办结"
en = "of those due"
numerator = "按时办结|ended by the deadline"
denominator = "应办结：已办结或已逾期|ended or past the deadline"

[variants.closed]
zh = "按已办结"
en = "of those ended"
numerator = "按时办结|ended by the deadline"
denominator = "已办结|ended applications"
*/
select
    'due' as variant,
    started_on as period_on,
    cast(is_on_time as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    group_code
from mart.case_closure
where is_due
union all
select
    'closed' as variant,
    started_on as period_on,
    cast(is_on_time as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    group_code
from mart.case_closure
where is_closed
