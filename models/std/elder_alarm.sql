/*
description = "Alarms of old people: day, how long until answered and reached, and how they ended"
description_zh = "助老呼叫，标准层：只留日期、应答与到达用时、处置结果"
grain = "one row per alarm"
grain_zh = "每次呼叫一行"
key = ["alarm_id"]
access = "restricted"

[columns]
person_key = "居民（假名）|Keyed hash of the resident"
alarm_on = "呼叫日期|Day of the alarm"
answer_s = "从呼叫到应答的秒数|Seconds from alarm to answer"
arrival_min = "从呼叫到到达的分钟数|Minutes from alarm to arrival"
alarm_outcome = "处置结果：真实、误报、测试，未办结为空|How it ended: real, false or a test; empty while open"
responder_key = "响应人员（假名）|Keyed hash of the responder's number"
*/
select
    alarm_id,
    person_key,
    community_code,
    deid_day(alarm_at) as alarm_on,
    deid_seconds(alarm_at, answered_at) as answer_s,
    deid_seconds(alarm_at, arrived_at) / 60.0 as arrival_min,
    alarm_outcome,
    responder_key
from raw.elder_alarm
