/*
title_zh = "助老呼叫误报率"
title = "False alarms of old people"
question_zh = "办结的呼叫有多少是误报？"
question = "What share of the closed alarms was false?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "按月，测试呼叫不计"
en = "by month, tests apart"
numerator = "误报|false alarms"
denominator = "已办结的真实呼叫与误报；每月不足十人的街道并入未登记|closed alarms, real or false; streets with fewer than ten people in a month are not told apart"
part_of = {denominator = ["elder_answer_60s_rate.default.denominator"]}
*/
select
    month_on as period_on,
    cast(is_false as integer) as numerator,
    cast(is_judged as integer) as denominator,
    not is_judged as is_open,
    street_code
from mart.elder_call
