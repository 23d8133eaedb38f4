/*
title_zh = "城管督办未处理案件"
title = "Urged cases still open"
question_zh = "督办之后还有多少没有结？"
question = "How many cases were urged and are still open?"
kind = "count"
unit = "件"
better = "lower"
source = "城管监督考核惯例：部门考核的督办扣分项"
owner = "城管监督指挥中心"

[variants.default]
zh = "督办未结"
en = "urged and open"
numerator = "被督办至少一次且未结案|cases registered that were urged at least once and are not closed, excluded ones left out"
part_of = {numerator = ["urban_case_supervised.default.numerator"]}
*/
select
    registered_on as period_on,
    1 as numerator,
    street_code,
    unit_id
from mart.case_closure
where is_registered and not is_excluded and not is_closed and (urge_n >= 1 or is_supervised)
