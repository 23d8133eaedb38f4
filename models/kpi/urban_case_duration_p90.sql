/*
title_zh = "城管案件办理时长（九成分位）"
title = "Hours from report to closure, 90th percentile"
question_zh = "办得最慢的一成案件至少用了多久？"
question = "How long does the slowest tenth of the cases take at least?"
kind = "quantile"
quantile = 0.9
unit = "小时"
better = "lower"
source = "local design"
owner = "城管监督指挥中心"

[variants.default]
zh = "按结案日期"
en = "by day of closure"
*/
select
    closed_on as period_on,
    closed_min / 60.0 as value,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.case_closure
where is_closed and not is_excluded
