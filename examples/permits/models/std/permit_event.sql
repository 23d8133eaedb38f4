/*
description = "Event log of the receipt phase of environmental permit applications, case attributes on every event"
description_zh = "许可申请收件环节，标准层"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["event_id"]

[columns]
channel_code = "来件渠道|Channel of the application"
case_id = "案件编号|Number of the application"
due_at = "办理期限|Deadline of the application"
unit_code = "承办部门|Department of the application"
ended_at = "办结时间|When the receipt phase ended"
planned_end_at = "计划办结时间|Planned end of the receipt phase"
group_code = "承办小组|Group of the application"
responsible_id = "责任人|Officer responsible for the application, masked by the publisher"
started_at = "收件时间|When the application was received"
event_id = "事件编号|Number of the event"
activity_name = "活动|What was done"
transition_code = "状态转换|Life-cycle transition; one value in this log"
event_group_code = "经办小组|Group of the officer who acted; the literal EMPTY means none"
officer_id = "经办人|Officer who acted, masked by the publisher"
happened_at = "发生时间|When the event happened"
*/
select
    channel_code,
    case_id,
    due_at,
    unit_code,
    ended_at,
    planned_end_at,
    group_code,
    responsible_id,
    started_at,
    event_id,
    activity_name,
    transition_code,
    event_group_code,
    officer_id,
    happened_at
from raw.permit_event
