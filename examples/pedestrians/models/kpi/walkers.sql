/*
title_zh = "步行人次"
title = "Walkers"
question_zh = "各处走过多少人？"
question = "How many people walked past?"
kind = "count"
unit = "人次"
better = "none"
source = "local design"
owner = "墨尔本市城市分析处"

[variants.default]
zh = "步行人次"
en = "walkers counted"
numerator = "计数人数|walkers counted"
*/
select
    counted_on as period_on,
    walker_n as numerator,
    sensor_name as sensor_code,
    case when isodow(counted_on) >= 6 then 'weekend' else 'weekday' end as day_kind_code,
    lpad(cast(hour_n as varchar), 2, '0') as hour_code
from pub.fct_walker_hour
where is_counted and counted_at < as_of_at()
