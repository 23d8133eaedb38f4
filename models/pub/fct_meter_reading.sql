/*
description = "Readings of the electricity meters with the consumption since the one before: a dial that passed its last digit goes on from zero, a removed meter ends with its last reading"
description_zh = "电表抄表事实，附自上次抄表以来的用电量：表盘翻转后自零续计，拆表以拆表示数为末次"
grain = "one row per meter and day"
grain_zh = "每只电表每日一行"
key = ["meter_id", "read_on"]
partition = "read_on"

[columns]
meter_id = "表号|Number of the meter"
read_on = "抄表日期（当日 24 时）|Day at whose end the meter was read"
reading = "示数|Reading of the dial"
reading_kind_code = "抄表方式代码|How it was read: automatic, manual, estimated, or final when it was removed"
is_rolled_over = "是否翻转|Whether the dial started again from zero since the reading before"
days_n = "距上次抄表天数|Days since the reading before"
consumed_kwh = "自上次抄表以来的用电量（千瓦时），首次抄表或示数倒走时为空|Electricity used since the reading before, kWh; empty for a first reading and where the dial ran backwards"
*/
with readings as (
    select
        r.meter_id,
        r.read_on,
        r.reading,
        r.reading_kind_code
    from std.meter_reading as r
    left join std.park_meter as m on r.meter_id = m.meter_id
    where m.removed_on is null or r.read_on < m.removed_on
    union all
    select
        meter_id,
        removed_on as read_on,
        final_reading as reading,
        'final' as reading_kind_code
    from std.park_meter
    where removed_on is not null
),

followed as (
    select
        r.meter_id,
        r.read_on,
        r.reading,
        r.reading_kind_code,
        lag(r.reading) over (partition by r.meter_id order by r.read_on) as last_reading,
        lag(r.read_on) over (partition by r.meter_id order by r.read_on) as last_on,
        min(r.read_on) over () as first_on
    from readings as r
),

counted as (
    select
        f.meter_id,
        f.read_on,
        f.reading,
        f.reading_kind_code,
        m.org_key,
        m.park_id,
        m.multiplier_n,
        cast(power(10, m.digits_n) as bigint) as dial_end,
        coalesce(f.last_reading, case when m.installed_on >= f.first_on then m.initial_reading end) as last_reading,
        coalesce(f.last_on, case when m.installed_on >= f.first_on then m.installed_on - 1 end) as last_on
    from followed as f
    left join std.park_meter as m on f.meter_id = m.meter_id
)

select
    meter_id,
    read_on,
    org_key,
    park_id,
    reading,
    reading_kind_code,
    coalesce(reading < last_reading and last_reading >= dial_end * 0.9 and reading < dial_end * 0.1, false)
        as is_rolled_over,
    cast(read_on - last_on as bigint) as days_n,
    case
        when reading >= last_reading then cast((reading - last_reading) * multiplier_n as decimal(18, 2))
        when last_reading >= dial_end * 0.9 and reading < dial_end * 0.1
            then cast((reading - last_reading + dial_end) * multiplier_n as decimal(18, 2))
    end as consumed_kwh
from counted
