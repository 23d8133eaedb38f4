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
*/
select
    cast(date_trunc('month', a.alarm_on) as date) as period_on,
    cast(a.alarm_outcome = '误报' as integer) as numerator,
    1 as denominator,
    s.cell_id as street_code
from pub.fct_elder_alarm as a
inner join mart.publishable_cell as w
    on w.subject_code = 'elder_alarm' and w.cell_type_code = 'all' and cast(date_trunc('month', a.alarm_on) as date) = w.month_on
left join mart.publishable_cell as s
    on
        s.subject_code = 'elder_alarm'
        and s.cell_type_code = 'street'
        and cast(date_trunc('month', a.alarm_on) as date) = s.month_on
        and a.street_code = s.cell_id
where a.alarm_on <= as_of() and a.alarm_outcome in ('真实', '误报')
