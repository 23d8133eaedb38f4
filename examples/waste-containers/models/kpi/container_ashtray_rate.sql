/*
title_zh = "带烟灰缸占比"
title = "With an ashtray"
question_zh = "多少容器带烟灰缸？"
question = "What share of the containers has an ashtray?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "苏黎世市清洁与再生利用处"

[variants.default]
zh = "全部容器"
en = "of all containers"
numerator = "带烟灰缸|with an ashtray"
denominator = "全部容器|all containers"
*/
select
    as_of() as period_on,
    cast(has_ashtray as integer) as numerator,
    1 as denominator,
    kind_name as kind_code,
    region_name as region_code,
    season_name as season_code
from pub.dim_container
