/*
title_zh = "容量登记率"
title = "Size known"
question_zh = "多少容器登记了容量？"
question = "What share of the containers has a known size?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "苏黎世市清洁与再生利用处"

[variants.default]
zh = "全部容器"
en = "of all containers"
numerator = "容量已知|size known"
denominator = "全部容器|all containers"
*/
select
    as_of() as period_on,
    cast(litre_n is not null as integer) as numerator,
    1 as denominator,
    kind_name as kind_code,
    region_name as region_code,
    season_name as season_code
from pub.dim_container
