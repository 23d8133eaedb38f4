/*
title_zh = "城管督办案件"
title = "Cases under supervision"
question_zh = "有多少案件被督办？"
question = "How many cases had to be urged?"
kind = "count"
unit = "件"
better = "lower"
source = "城管监督考核惯例：部门考核的督办扣分项"
owner = "城管监督指挥中心"

[variants.default]
zh = "督办"
en = "urged"
numerator = "立案案件中被督办至少一次|cases registered that were urged at least once, excluded ones left out"
part_of = {numerator = ["urban_case_extension_rate.default.denominator"]}
*/
select
    registered_on as period_on,
    1 as numerator,
    street_code,
    unit_id
from mart.case_closure
where is_registered and not is_excluded and (urge_n >= 1 or is_supervised)
