/*
title_zh = "助老呼叫 60 秒应答率"
title = "Alarms of old people answered within 60 seconds"
question_zh = "老人呼叫有多少在 60 秒内得到应答？"
question = "What share of the alarms was answered within 60 seconds?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "按月，测试呼叫不计"
en = "by month, tests apart"
numerator = "60 秒内应答|alarms answered within 60 seconds"
denominator = "全部呼叫，未应答的计入，测试不计；每月不足十人的街道并入未登记|all alarms, unanswered ones included, tests apart; streets with fewer than ten people in a month are not told apart"
*/
select
    month_on as period_on,
    cast(is_answered_60s as integer) as numerator,
    1 as denominator,
    street_code
from mart.elder_call
