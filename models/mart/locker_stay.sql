/*
description = "Parcels in lockers as observed: taken, and longer than a day or not"
description_zh = "快递柜包裹主题：在观察日所见的取走与滞留"
grain = "one row per parcel"
grain_zh = "每件包裹一行"
key = ["parcel_id"]
access = "restricted"
cells = {least = 10, of = "phone_key", by = "month_on", columns = ["street_code"], where = "is_collected"}

[columns]
month_on = "所在月份的第一天|First day of the month"
street_code = "街道代码；当月不足十人的街道为空，留空部分也不少于十人|Code of the street; empty for streets with fewer than ten people in the month, of whom together there are ten or more"
dwell_min = "存放分钟数，未出箱为空|Minutes in the locker, empty while it lies there"
is_collected = "是否由收件人取走|Whether its receiver took it"
is_day_over = "是否可判：已出箱或已满 24 小时|Whether it can be told: it left, or came more than 24 hours ago"
is_over_24h = "是否超过 24 小时|Whether it lay or lies longer than 24 hours"
*/
with observed as (
    select
        parcel_id,
        phone_key,
        cast(date_trunc('month', stored_on) as date) as month_on,
        stored_on,
        street_code,
        case when taken_on <= as_of() then dwell_min end as dwell_min,
        coalesce(taken_on <= as_of() and taken_kind = '用户取件', false) as is_collected
    from pub.fct_locker_parcel
    where stored_on <= as_of()
)

select
    parcel_id,
    phone_key,
    month_on,
    street_code,
    dwell_min,
    is_collected,
    dwell_min is not null or stored_on < as_of() as is_day_over,
    coalesce(dwell_min > 1440, stored_on < as_of()) as is_over_24h
from observed
