/*
description = "Incidents by weekday and hour, and those to which nobody has come by the end of the day observed"
description_zh = "平安事件时段主题：按星期与小时的事件数，及观察日末尚无人到场的事件数"
grain = "one row per weekday and hour"
grain_zh = "每个星期日次与小时一行"
key = ["day_n", "hour_n"]

[columns]
day_n = "星期，0 为周一|Weekday, 0 is Monday"
hour_n = "小时|Hour of the day"
incident_n = "事件数|Incidents"
waiting_n = "尚无人到场的事件数|Incidents to which nobody has come"
*/
select
    isodow(reported_at) - 1 as day_n,
    hour(reported_at) as hour_n,
    count(*) as incident_n,
    count(*) filter (where responded_at is null or responded_at >= as_of_at()) as waiting_n
from pub.fct_incident
where reported_on <= as_of()
group by isodow(reported_at) - 1, hour(reported_at)
