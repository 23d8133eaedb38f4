/*
title_zh = "垃圾容器数"
title = "Containers"
question_zh = "有多少公共垃圾容器？"
question = "How many public waste containers are there?"
kind = "stock"
unit = "个"
better = "none"
source = "local design"
owner = "苏黎世市清洁与再生利用处"

[variants.default]
zh = "在册容器"
en = "containers in the inventory"
numerator = "在册容器|containers"
*/
select
    as_of() as period_on,
    1 as numerator,
    kind_name as kind_code,
    region_name as region_code,
    season_name as season_code
from pub.dim_container
