/*
title_zh = "事件响应时长（九成分位）"
title = "Minutes from report to response, 90th percentile"
question_zh = "九成的平安事件在多少分钟内有人到场？"
question = "Within how many minutes is someone there in nine of ten incidents?"
kind = "quantile"
quantile = 0.9
unit = "min"
better = "lower"
source = "local design"
owner = "区综治办"

[variants.default]
zh = "已到场的事件，按上报日期"
en = "incidents responded to, by day of report"
*/
select
    reported_on as period_on,
    case when responded_at < as_of_at() then response_min end as value,
    not coalesce(responded_at < as_of_at(), false) as is_open,
    street_code,
    incident_level as incident_level_code,
    incident_source as incident_source_code
from pub.fct_incident
where
    reported_at < as_of_at()
    and (coalesce(responded_at < as_of_at(), false) or not coalesce(closed_at < as_of_at(), false))
