/*
description = "Cards in force by month and whether they were used, from the first month with uses"
description_zh = "社区卡逐月在用与使用，自有使用记录之月起"
grain = "one row per card and month in force"
grain_zh = "每张卡每个在用月一行"
key = ["card_key", "month_on"]
access = "restricted"
cells = {least = 10, of = "person_key", by = "month_on", columns = ["street_code"]}

[columns]
month_on = "所在月份的第一天|First day of the month"
person_key = "居民（假名）|Keyed hash of the resident"
street_code = "街道代码；当月不足十人的街道为空，留空部分也不少于十人|Code of the street; empty for streets with fewer than ten people in the month, of whom together there are ten or more"
is_used = "当月是否使用|Whether it was used in the month"
*/
with seen as (
    select
        card_key,
        person_key,
        street_code,
        tx_type_code,
        cast(date_trunc('month', tx_on) as date) as month_on
    from pub.fct_card_tx
    where tx_on <= as_of()
),

card as (
    select
        card_key,
        min(person_key) as person_key,
        min(street_code) as street_code,
        min(month_on) as first_month_on,
        max(case when tx_type_code = 'close' then month_on end) as close_month_on
    from seen
    group by card_key
),

used as (
    select distinct
        card_key,
        month_on
    from seen
    where tx_type_code not in ('open', 'close')
),

month_seen as (
    select distinct month_on
    from used
)

select
    c.card_key,
    m.month_on,
    c.person_key,
    c.street_code,
    u.card_key is not null as is_used
from card as c
inner join month_seen as m
    on c.first_month_on <= m.month_on and (c.close_month_on is null or c.close_month_on >= m.month_on)
left join used as u on c.card_key = u.card_key and m.month_on = u.month_on
