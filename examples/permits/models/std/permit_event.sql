/*
description = "Event log of the receipt phase of environmental permit applications, case attributes on every event"
description_zh = "许可申请收件环节，标准层"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["event_id"]
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
