/*
title_zh = "城管案件延期率"
title = "Extension rate of cases"
question_zh = "有多少案件靠延期才到期？"
question = "What share of the cases was given more time?"
kind = "ratio"
unit = "%"
better = "lower"
source = "城管监督考核惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "立案口径"
en = "of cases registered"
numerator = "批准过延期|cases with an approved extension"
denominator = "已立案，扣除作废、撤回、并案|cases registered less those void, withdrawn or merged"
part_of = {denominator = ["urban_case_rework_rate.default.denominator"]}
*/
select
    registered_on as period_on,
    cast(is_extended as integer) as numerator,
    1 as denominator,
    not (is_extended or is_closed or is_overdue) as is_open,
    street_code,
    unit_id
from mart.case_closure
where is_registered and not is_excluded
