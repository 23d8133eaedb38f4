/*
title_zh = "计数完整率"
title = "Hours counted"
question_zh = "应有的小时中有多少有计数？"
question = "What share of the hours was counted?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "墨尔本市城市分析处"

[variants.default]
zh = "全部小时"
en = "all hours between the first and the last"
numerator = "实测小时|hours counted"
denominator = "应有小时|hours that there were"
*/
select
    counted_on as period_on,
    counted_n as numerator,
    slot_n as denominator,
    sensor_name as sensor_code
from mart.walker_day
