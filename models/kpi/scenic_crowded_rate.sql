/*
title_zh = "景区超 80% 承载日占比"
title = "Days on which a scenic area was four fifths full"
question_zh = "景区有多少天达到承载量的 80%？"
question = "On what share of the days did a scenic area reach 80 % of its capacity?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "文化旅游办"
headline = "instant"

[variants.instant]
zh = "瞬时承载"
en = "people at once"
numerator = "在园峰值达到瞬时承载量 80% 的景区日|area-days whose peak reached 80 % of those it holds at once"
denominator = "有客流且承载量已核定的景区日|area-days with visitors and an approved capacity"

[variants.daily]
zh = "日承载"
en = "people in a day"
numerator = "入园人数达到日承载量 80% 的景区日|area-days whose visitors reached 80 % of those it holds in a day"
denominator = "有客流且承载量已核定的景区日|area-days with visitors and an approved capacity"
*/
select
    'instant' as variant,
    flow_on as period_on,
    cast(is_crowded as integer) as numerator,
    1 as denominator,
    scenic_id
from mart.scenic_day
where instant_capacity_n > 0 and visit_n > 0
union all
select
    'daily' as variant,
    flow_on as period_on,
    case when 5 * visit_n >= 4 * daily_capacity_n then 1 else 0 end as numerator,
    1 as denominator,
    scenic_id
from mart.scenic_day
where daily_capacity_n > 0 and visit_n > 0
