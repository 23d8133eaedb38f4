/*
description = "Alarms of old people by how long they rang, tests apart; a step of fewer than ten people is left out"
description_zh = "助老呼叫按应答时长分档，测试不计；不足十人的档不列"
grain = "one row per step"
grain_zh = "每档一行"
key = ["step_s"]
aggregate = ["person_n"]

[columns]
step_s = "应答时长上限，秒；0 为超过 60 秒或未应答|Most seconds of the step; 0 for more than 60 and for never"
alarm_n = "呼叫数|Alarms"
person_n = "呼叫的老人数|Old people who called"
*/
with stepped as (
    select
        person_key,
        case when answer_s <= 15 then 15 when answer_s <= 30 then 30 when answer_s <= 60 then 60 else 0 end as step_s
    from pub.fct_elder_alarm
    where alarm_on <= as_of() and alarm_outcome is distinct from '测试'
)

select
    step_s,
    count(*) as alarm_n,
    count(distinct person_key) as person_n
from stepped
group by step_s
having count(distinct person_key) >= 10
