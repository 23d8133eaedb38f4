/*
title_zh = "周末人流占比"
title = "Share of walkers at weekends"
question_zh = "人流有多少发生在周末？"
question = "What share of the walkers came at a weekend?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "墨尔本市城市分析处"

[variants.default]
zh = "全部人流"
en = "of all walkers"
numerator = "周末人次|walkers on Saturdays and Sundays"
denominator = "全部人次|all walkers"
*/
select
    counted_on as period_on,
    case when is_weekend then walker_n else 0 end as numerator,
    walker_n as denominator,
    sensor_name as sensor_code
from mart.walker_day
where counted_n > 0
