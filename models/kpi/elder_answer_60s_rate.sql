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
    cast(date_trunc('month', a.alarm_on) as date) as period_on,
    cast(coalesce(a.answer_s <= 60, false) as integer) as numerator,
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
where a.alarm_on <= as_of() and coalesce(a.alarm_outcome <> '测试', true)
