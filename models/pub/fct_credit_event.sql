/*
description = "Credit events of organisations: failings, commendations and repair"
description_zh = "信用事件事实：失信、守信与修复"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["credit_event_id"]
access = "restricted"
*/
select
    credit_event_id,
    org_key,
    credit_event_kind_code,
    is_failing,
    occurred_on,
    repaired_on,
    source_name
from std.credit_event
