/*
title_zh = "景区在园人数峰值（九成）"
title = "Most people in a scenic area at once, nine days in ten"
question_zh = "九成的日子里，一个景区同时在园最多多少人？"
question = "On nine days in ten, how many people were in a scenic area at most?"
kind = "quantile"
quantile = 0.9
unit = "人"
better = "none"
source = "local design"
owner = "文化旅游办"

[variants.default]
zh = "闸机报数的每景区每日峰值，含未列入名录的景区"
en = "peak of each area and day that gates report, areas on no list included"
*/
select
    flow_on as period_on,
    peak_in_park_n as value,
    scenic_id
from mart.scenic_day
