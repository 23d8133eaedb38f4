/*
title_zh = "关闭管段占比"
title = "Pipes closed"
question_zh = "多少管段处于关闭状态？"
question = "What share of the pipes is closed at the start?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "全部"
en = "of all"
numerator = "关闭管段|closed pipes"
denominator = "全部管段|pipes"
*/
select
    as_of() as period_on,
    cast(status_code = 'closed' as integer) as numerator,
    1 as denominator,
    network_code
from pub.dim_link
where link_code = 'pipe'
