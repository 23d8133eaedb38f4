/*
title_zh = "城管案件上报量"
title = "Cases reported"
question_zh = "上报了多少案件？"
question = "How many cases were reported?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "城管监督指挥中心"

[variants.default]
zh = "上报"
en = "reported"
numerator = "上报案件|cases reported"
*/
select
    reported_on as period_on,
    1 as numerator,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.case_closure
