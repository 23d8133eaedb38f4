/*
title_zh = "总容量"
title = "Volume"
question_zh = "容器总容量多少升？"
question = "How many litres do they hold?"
kind = "stock"
unit = "L"
better = "none"
source = "local design"
owner = "苏黎世市清洁与再生利用处"

[variants.default]
zh = "容量已知的容器"
en = "containers of known size"
numerator = "升|litres"
*/
select
    as_of() as period_on,
    litre_n as numerator,
    kind_name as kind_code,
    region_name as region_code,
    season_name as season_code
from pub.dim_container
where litre_n is not null
