/*
title_zh = "网格巡查覆盖率"
title = "Patrol coverage of grid cells"
question_zh = "每天有多少网格被巡查到？"
question = "What share of the grid cells does a patrol reach each day?"
kind = "ratio"
unit = "%"
better = "higher"
source = "本地设计"
owner = "城管监督指挥中心"
headline = "any"

[variants.any]
zh = "车辆或人员"
en = "by vehicle or crew"
numerator = "当日有车辆或人员定位的网格|grid cells with a vehicle or a crew in them that day"
denominator = "应巡网格数（有定位数据的每一天）|grid cells to reach, each day with positions"

[variants.crew]
zh = "人员"
en = "by crew"
numerator = "当日有人员定位的网格|grid cells with a crew in them that day"
denominator = "人员应巡网格数（有定位数据的每一天）|grid cells for crews to reach, each day with positions"
*/
select
    'any' as variant,
    day_on as period_on,
    cast(vehicle_slot_n + crew_slot_n > 0 as integer) as numerator,
    1 as denominator,
    street_code
from mart.patrol_coverage
union all
select
    'crew' as variant,
    day_on as period_on,
    cast(crew_slot_n > 0 as integer) as numerator,
    1 as denominator,
    street_code
from mart.patrol_coverage
