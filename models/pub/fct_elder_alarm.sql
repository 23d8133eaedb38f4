/*
description = "Alarms of old people by day, with how fast they were answered and reached"
description_zh = "助老呼叫事实"
grain = "one row per alarm"
grain_zh = "每次呼叫一行"
key = ["alarm_id"]
access = "restricted"

[references]
person_key = {to = "pub.dim_person.person_key", id = "alarm_person_registered", words = "助老呼叫的居民在网格人口登记中|The person who rang an alarm is on the register of the grids", rule = "D-29"}

[columns]
alarm_id = "呼叫编号|Number of the alarm"
person_key = "居民（假名）|Keyed hash of the resident"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
alarm_on = "呼叫日期|Day of the alarm"
answer_s = "从呼叫到应答的秒数|Seconds from alarm to answer"
arrival_min = "从呼叫到到达的分钟数|Minutes from alarm to arrival"
alarm_outcome = "处置结果：真实、误报、测试，未办结为空|How it ended: real, false or a test; empty while open"
*/
select
    alarm_id,
    person_key,
    community_code,
    left(community_code, 9) as street_code,
    alarm_on,
    answer_s,
    arrival_min,
    alarm_outcome
from std.elder_alarm
