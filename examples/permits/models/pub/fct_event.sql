/*
description = "What was done on each application"
description_zh = "每件申请的办理事件"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["event_id"]

[columns]
event_id = "事件编号|Number of the event"
case_id = "案件编号|Number of the application"
activity_name = "活动|What was done"
transition_code = "状态转换|Life-cycle transition; one value in this log"
event_group_code = "经办小组|Group of the officer who acted; the literal EMPTY means none"
officer_id = "经办人|Officer who acted, masked by the publisher"
happened_at = "发生时间|When the event happened"
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
