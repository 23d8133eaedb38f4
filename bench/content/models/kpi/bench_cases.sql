/*
title_zh = "上报案件数"
title = "Cases reported"
question_zh = "上报了多少案件？"
question = "How many cases were reported?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "基准"

[variants.default]
zh = "全部"
en = "all"
numerator = "上报案件|cases reported"
*/
select
    reported_on as period_on,
    1 as numerator,
    street_code,
    channel_code
from mart.bench_closure
