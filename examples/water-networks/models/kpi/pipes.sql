/*
title_zh = "管段数"
title = "Pipes"
question_zh = "各管网有多少管段？"
question = "How many pipes are there?"
kind = "stock"
unit = "段"
better = "none"
source = "local design"
owner = "管网模型组"

[variants.default]
zh = "管段"
en = "pipes"
numerator = "管段|pipes"
*/
select
    as_of() as period_on,
    1 as numerator,
    network_code,
    status_code,
    case
        when diameter_mm < 100 then 'below_100'
        when diameter_mm < 300 then '100_to_300'
        when diameter_mm < 600 then '300_to_600'
        else 'from_600'
    end as diameter_code
from pub.dim_link
where link_code = 'pipe'
