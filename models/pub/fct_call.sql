/*
description = "Calls to the hotline"
description_zh = "热线来电事实"
grain = "one row per call"
grain_zh = "每次来电一行"
key = ["call_id"]
incremental = {by = "call_id"}
partition = "called_on"

[columns]
called_on = "进线日期|Day on which the call came in"
*/
select
    call_id,
    caller_key,
    called_at,
    cast(called_at as date) as called_on,
    queued_at,
    answered_at,
    ended_at,
    agent_key,
    is_abandoned
from std.hotline_call
