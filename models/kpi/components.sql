/*
title_zh = "城市部件数"
title = "City components"
question_zh = "街面上有多少部件，各是什么？"
question = "How many components stand in the streets, and of what kind?"
kind = "stock"
unit = "个"
better = "none"
source = "本地设计；分类依城市市政综合监管信息系统部件分类惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "普查在册"
en = "surveyed"
numerator = "截至观察日普查在册的部件|components surveyed by the day observed"
*/
select
    1 as numerator,
    street_code,
    unit_id,
    'part-' || split_part(category_code, '-', 2) as category_code
from pub.dim_component
where surveyed_on <= as_of()
