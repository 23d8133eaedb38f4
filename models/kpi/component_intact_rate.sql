/*
title_zh = "部件完好率"
title = "Share of components intact"
question_zh = "普查到的部件有多少完好？"
question = "What share of the components surveyed is intact?"
kind = "ratio"
unit = "%"
better = "higher"
source = "本地设计"
owner = "城管监督指挥中心"

[variants.default]
zh = "普查口径"
en = "of components surveyed"
numerator = "状态完好|components found intact"
denominator = "普查在册，不含废弃|components surveyed that are in use"
*/
select
    surveyed_on as period_on,
    cast(component_status_code = 'intact' as integer) as numerator,
    1 as denominator,
    unit_id,
    'part-' || split_part(category_code, '-', 2) as category_code
from pub.dim_component
where component_status_code <> 'disused'
