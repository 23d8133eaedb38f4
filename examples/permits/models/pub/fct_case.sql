/*
description = "Applications, from the attributes that every event repeats"
description_zh = "申请案件，取自事件上重复的案件属性"
grain = "one row per application"
grain_zh = "每件申请一行"
key = ["case_id"]

[columns]
channel_code = "来件渠道|Channel of the application"
unit_code = "承办部门|Department of the application"
group_code = "承办小组|Group of the application"
responsible_id = "责任人|Officer responsible for the application, masked by the publisher"
started_at = "收件时间|When the application was received"
planned_end_at = "计划办结时间|Planned end of the receipt phase"
due_at = "办理期限|Deadline of the application"
ended_at = "办结时间|When the receipt phase ended"
event_n = "事件数|Events of the application"
first_event_at = "首个事件时间|First event of the application"
last_event_at = "末个事件时间|Last event of the application"
*/
select
    case_id,
    min(channel_code) as channel_code,
    min(unit_code) as unit_code,
    min(group_code) as group_code,
    min(responsible_id) as responsible_id,
    min(started_at) as started_at,
    min(planned_end_at) as planned_end_at,
    min(due_at) as due_at,
    min(ended_at) as ended_at,
    count(*) as event_n,
    min(happened_at) as first_event_at,
    max(happened_at) as last_event_at
from std.permit_event
group by case_id
