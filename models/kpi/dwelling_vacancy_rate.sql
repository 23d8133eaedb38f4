/*
title_zh = "住宅空置率"
title = "Vacancy of dwellings"
question_zh = "登记的住宅有多少空置？"
question = "What share of the registered dwellings is vacant?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "登记住宅口径"
en = "of registered dwellings"
numerator = "空置住宅|vacant dwellings"
denominator = "登记住宅|registered dwellings"
*/
select
    as_of() as period_on,
    cast(occupancy_code = 'vacant' as integer) as numerator,
    1 as denominator,
    street_code
from pub.dim_place
where use_type_code = 'dwelling'
