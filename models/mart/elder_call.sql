/*
description = "Alarms of old people as observed, tests apart; streets of fewer than ten people are not told apart"
description_zh = "助老呼叫主题：测试不计；每月不足十人的街道不单列"
grain = "one row per alarm"
grain_zh = "每次呼叫一行"
key = ["alarm_id"]

[columns]
alarm_id = "呼叫编号|Number of the alarm"
person_key = "居民（假名）|Keyed hash of the resident"
month_on = "所在月份的第一天|First day of the month"
street_code = "街道代码；当月不足十人的街道为空，留空部分也不少于十人|Code of the street; empty for streets with fewer than ten people in the month, of whom together there are ten or more"
is_answered_60s = "是否 60 秒内应答|Whether it was answered within 60 seconds"
arrival_min = "从呼叫到到达的分钟数|Minutes from alarm to arrival"
is_judged = "是否已办结|Whether it is closed, hence real or false"
is_false = "是否误报|Whether it was a false alarm"
*/
with counted as (
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
),

first_street as (
    select
        month_on,
        person_key,
        min(street_code) as street_code
    from counted
    where is_judged and arrival_min is not null
    group by month_on, person_key
),

street_cell as (
    select
        c.month_on,
        c.street_code,
        count(distinct f.person_key) as person_n
    from counted as c
    left join first_street as f
        on c.month_on = f.month_on and c.street_code is not distinct from f.street_code and c.person_key = f.person_key
    group by c.month_on, c.street_code
),

street_cell_ranked as (
    select
        month_on,
        street_code,
        person_n,
        sum(person_n) over (partition by month_on) as whole_n,
        row_number() over (
            partition by month_on
            order by street_code is not null, person_n, street_code
        ) as place_n,
        coalesce(sum(person_n) over (
            partition by month_on
            order by street_code is not null, person_n, street_code
            rows between unbounded preceding and 1 preceding
        ), 0) as smaller_n
    from street_cell
)

select
    c.alarm_id,
    c.person_key,
    c.month_on,
    case when s.person_n >= 10 and (s.place_n = 1 or s.smaller_n >= 10) then s.street_code end as street_code,
    c.is_answered_60s,
    c.arrival_min,
    c.is_judged,
    c.is_false
from counted as c
inner join street_cell_ranked as s on c.month_on = s.month_on and c.street_code is not distinct from s.street_code
where s.whole_n >= 10
