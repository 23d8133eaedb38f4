/*
title_zh = "按期结案率"
title = "On-time rate"
question_zh = "结案的案件有多少按期？"
question = "What share of the closed cases was closed in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "基准"

[variants.default]
zh = "结案口径"
en = "of cases closed"
numerator = "按期结案|cases closed in time"
denominator = "结案|cases closed"
*/
select
    closed_on as period_on,
    cast(is_on_time as integer) as numerator,
    1 as denominator,
    street_code,
    unit_id
from mart.bench_closure
where is_closed and not is_excluded
