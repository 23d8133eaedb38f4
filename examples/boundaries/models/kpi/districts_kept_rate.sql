/*
title_zh = "区县保留率"
title = "Districts kept"
question_zh = "调整后有多少区县保留？"
question = "What share of the districts was kept?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "区划地名处"

[variants.default]
zh = "调整前的区县"
en = "of the districts before"
numerator = "保留|kept"
denominator = "调整前的区县|districts before"
*/
select
    as_of() as period_on,
    cast(change_code = 'kept' as integer) as numerator,
    1 as denominator
from mart.boundary_change
where change_code <> 'new'
