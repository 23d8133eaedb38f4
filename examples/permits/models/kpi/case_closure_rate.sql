/*
title_zh = "办结率"
title = "Closure rate"
question_zh = "收到的申请办结了多少？"
question = "What share of the applications has ended?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "市许可服务科"

[variants.default]
zh = "按收件"
en = "of all applications"
numerator = "已办结|ended applications"
denominator = "全部申请|all applications"
*/
select
    started_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    unit_code,
    channel_code,
    group_code
from mart.case_closure
