/*
title_zh = "带狗粪袋占比"
title = "With dog bags"
question_zh = "多少容器提供狗粪袋？"
question = "What share of the containers gives dog bags?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "苏黎世市清洁与再生利用处"

[variants.default]
zh = "全部容器"
en = "of all containers"
numerator = "提供狗粪袋|with dog bags"
denominator = "全部容器|all containers"
*/
select
    as_of() as period_on,
    cast(has_bag_dispenser as integer) as numerator,
    1 as denominator,
    kind_name as kind_code,
    region_name as region_code,
    season_name as season_code
from pub.dim_container
