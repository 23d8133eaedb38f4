/*
title_zh = "按时办结率"
title = "On-time rate"
question_zh = "有期限的诉求按时办结了多少？"
question = "What share of the requests with a due date is closed by it?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "纽约市311客户服务中心"
headline = "due"

[variants.due]
zh = "按应办结"
en = "of those due"
numerator = "按时办结|closed by the due date"
denominator = "应办结：有期限，且已办结或已逾期|with a due date, and closed or past it"

[variants.closed]
zh = "按已办结"
en = "of those closed"
numerator = "按时办结|closed by the due date"
denominator = "有期限且已办结|closed, with a due date"
*/
select
    'due' as variant,
    reported_on as period_on,
    cast(is_on_time as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure
where is_due
union all
select
    'closed' as variant,
    reported_on as period_on,
    cast(is_on_time as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure
where is_due and closed_at is not null
