/*
title_zh = "城管案件返工率"
title = "Rework rate of cases"
question_zh = "立案案件有多少被返工？"
question = "What share of the cases registered was sent back to the unit?"
kind = "ratio"
unit = "%"
better = "lower"
source = "城管监督考核惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "立案口径"
en = "of cases registered"
numerator = "返工至少一次|cases reworked at least once"
denominator = "已立案|cases registered"
*/
select
    registered_on as period_on,
    cast(is_reworked as integer) as numerator,
    1 as denominator,
    open_days_n is not null and not (is_reworked or is_overdue) as is_open,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.case_closure
where is_registered
