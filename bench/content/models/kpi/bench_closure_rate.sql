/*
title_zh = "结案率"
title = "Closure rate"
question_zh = "上报的案件结了多少？"
question = "What share of the cases reported is closed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "基准"

[variants.default]
zh = "上报口径"
en = "of cases reported"
numerator = "已结案|cases closed"
denominator = "上报案件|cases reported"
*/
select
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.bench_closure
where not is_excluded
