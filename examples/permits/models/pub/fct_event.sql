/*
description = "What was done on each application"
description_zh = "每件申请的办理事件"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["event_id"]
*/
select
    event_id,
    case_id,
    activity_name,
    transition_code,
    event_group_code,
    officer_id,
    happened_at
from std.permit_event
