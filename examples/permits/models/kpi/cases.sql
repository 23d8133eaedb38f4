/*
title_zh = "收件数"
title = "Applications"
question_zh = "收到多少件申请？"
question = "How many applications came in?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "市许可服务科"

[variants.default]
zh = "收件数"
en = "Applications"
numerator = "收件数|Applications"
*/
select
    started_on as period_on,
    1 as numerator,
    unit_code,
    channel_code,
    group_code
from mart.case_closure
