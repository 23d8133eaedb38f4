/*
title_zh = "办结率"
title = "Closure rate"
question_zh = "收到的请求办结了多少？"
question = "What share of the requests is closed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "洛杉矶市信息技术局"
headline = "reported"

[variants.reported]
zh = "按受理"
en = "of all requests"
numerator = "已办结|closed requests"
denominator = "全部请求|all requests"

[variants.valid]
zh = "按有效件"
en = "of requests not cancelled"
numerator = "已办结|closed requests"
denominator = "未取消的请求|requests that were not cancelled"
*/
select
    'reported' as variant,
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure
union all
select
    'valid' as variant,
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure
where not is_cancelled
