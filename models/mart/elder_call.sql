/*
description = "Alarms of old people as observed, tests apart; streets of fewer than ten people are not told apart"
description_zh = "助老呼叫主题：测试不计；每月不足十人的街道不单列"
grain = "one row per alarm"
grain_zh = "每次呼叫一行"
key = ["alarm_id"]
access = "restricted"
cells = {least = 10, of = "person_key", by = "month_on", columns = ["street_code"], where = "is_judged and arrival_min is not null"}

[columns]
month_on = "所在月份的第一天|First day of the month"
street_code = "街道代码；当月不足十人的街道为空，留空部分也不少于十人|Code of the street; empty for streets with fewer than ten people in the month, of whom together there are ten or more"
is_answered_60s = "是否 60 秒内应答|Whether it was answered within 60 seconds"
is_judged = "是否已办结|Whether it is closed, hence real or false"
is_false = "是否误报|Whether it was a false alarm"
*/
select
    alarm_id,
    person_key,
    cast(date_trunc('month', alarm_on) as date) as month_on,
    street_code,
    coalesce(answer_s <= 60, false) as is_answered_60s,
    arrival_min,
    alarm_outcome is not null as is_judged,
    coalesce(alarm_outcome = '误报', false) as is_false
from pub.fct_elder_alarm
where alarm_on <= as_of() and coalesce(alarm_outcome <> '测试', true)
