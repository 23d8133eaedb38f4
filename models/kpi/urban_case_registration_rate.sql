/*
title_zh = "城管案件立案率"
title = "Registration rate of cases"
question_zh = "上报的案件有多少立案？"
question = "What share of the cases reported is registered?"
kind = "ratio"
unit = "%"
better = "none"
source = "城管监督考核惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "上报口径"
en = "of cases reported"
numerator = "已立案|cases registered"
denominator = "上报案件|cases reported"
part_of = {numerator = ["urban_cases.default.numerator"]}
*/
select
    reported_on as period_on,
    cast(is_registered as integer) as numerator,
    1 as denominator,
    open_days_n is not null and not is_registered as is_open,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.case_closure
