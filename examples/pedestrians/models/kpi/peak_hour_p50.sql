/*
title_zh = "日高峰小时人数中位数"
title = "Fullest hour of a day, median"
question_zh = "一天中最满的一小时有多少人？"
question = "How many people walk past in the fullest hour of a day?"
kind = "quantile"
quantile = 0.5
unit = "人次"
better = "none"
source = "local design"
owner = "墨尔本市城市分析处"

[variants.complete]
zh = "整天有计数的日子"
en = "days counted in full"
numerator = "高峰小时人数|walkers in the fullest hour"
*/
select
    'complete' as variant,
    counted_on as period_on,
    peak_walker_n as value,
    sensor_name as sensor_code
from mart.walker_day
where counted_n = slot_n
