/*
description = "Call records of the hotline without numbers of persons"
description_zh = "热线来电，标准层"
grain = "one row per call"
grain_zh = "每次来电一行"
key = ["call_id"]

[columns]
caller_key = "主叫号码（假名）|Keyed hash of the calling number"
queued_at = "进入人工队列时间|When the caller asked for an agent"
agent_key = "坐席（假名）|Keyed hash of the agent's number"
is_abandoned = "是否放弃|Whether the caller gave up waiting"
*/
select
    call_id,
    caller_key,
    ivr_at as called_at,
    queued_at,
    answered_at,
    ended_at,
    agent_key,
    coalesce(is_abandoned, false) as is_abandoned
from raw.hotline_call
