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
street_code = "街道代码|Code of the street"
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
