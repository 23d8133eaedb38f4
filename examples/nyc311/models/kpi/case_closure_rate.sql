/*
title_zh = "办结率"
title = "Closure rate"
question_zh = "收到的诉求办结了多少？"
question = "What share of the requests is closed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "纽约市311客户服务中心"

[variants.default]
zh = "按受理"
en = "of all requests"
numerator = "已办结|closed requests"
denominator = "全部诉求|all requests"
*/
select
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    category_code,
    area_code
from mart.case_closure
