/*
title_zh = "区划数"
title = "Divisions"
question_zh = "有多少区划？"
question = "How many divisions are there?"
kind = "stock"
unit = "个"
better = "none"
source = "local design"
owner = "区划地名处"
headline = "after"

[variants.after]
zh = "调整后区县"
en = "districts after"
numerator = "区划|divisions"

[variants.before]
zh = "调整前区县"
en = "districts before"
numerator = "区划|divisions"

[variants.city]
zh = "地级市"
en = "prefecture cities"
numerator = "区划|divisions"
*/
select
    version_code as variant,
    as_of() as period_on,
    1 as numerator,
    parent_code
from pub.dim_boundary
