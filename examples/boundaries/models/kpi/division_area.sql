/*
title_zh = "面积"
title = "Area"
question_zh = "面积多大？"
question = "How large are they?"
kind = "stock"
scale = 6
unit = "km²"
better = "none"
source = "local design"
owner = "区划地名处"
headline = "after"

[variants.after]
zh = "调整后区县"
en = "districts after"
numerator = "平方公里，精确到平方米|square kilometres, to the square metre"

[variants.before]
zh = "调整前区县"
en = "districts before"
numerator = "平方公里，精确到平方米|square kilometres, to the square metre"

[variants.city]
zh = "地级市"
en = "prefecture cities"
numerator = "平方公里，精确到平方米|square kilometres, to the square metre"
*/
select
    version_code as variant,
    as_of() as period_on,
    cast(round(area_m2) as decimal(18, 0)) * 0.000001 as numerator,
    division_code
from pub.dim_boundary
