/*
title_zh = "助老到达时长（九成分位）"
title = "Minutes from alarm to arrival, 90th percentile"
question_zh = "九成的呼叫在多少分钟内有人到达？"
question = "Within how many minutes is someone there in nine of ten alarms?"
kind = "quantile"
quantile = 0.9
unit = "min"
better = "lower"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "已到达的呼叫，按月，测试不计"
en = "alarms that were reached, by month, tests apart"
*/
select
    cast(date_trunc('month', a.alarm_on) as date) as period_on,
    a.arrival_min as value,
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
where a.alarm_on <= as_of() and a.arrival_min is not null and coalesce(a.alarm_outcome <> '测试', true)
