/*
title_zh = "夜间人流占比"
title = "Share of walkers at night"
question_zh = "人流有多少发生在 20 时至次日 6 时？"
question = "What share of the walkers came between 20:00 and 06:00?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "墨尔本市城市分析处"

[variants.default]
zh = "全部人流"
en = "of all walkers"
numerator = "夜间人次|walkers from 20:00 to 06:00"
denominator = "全部人次|all walkers"
*/
select
    counted_on as period_on,
    coalesce(night_walker_n, 0) as numerator,
    walker_n as denominator,
    sensor_name as sensor_code
from mart.walker_day
where counted_n > 0
