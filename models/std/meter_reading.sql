/*
description = "Daily readings of the electricity meters"
description_zh = "电表日抄表，标准层"
grain = "one row per meter and day"
grain_zh = "每只电表每日一行"
key = ["meter_id", "read_on"]

[columns]
read_on = "抄表日期（当日 24 时）|Day at whose end the meter was read"
reading_kind_code = "抄表方式代码|How it was read: automatic, manual or estimated"
*/
select
    meter_id,
    read_on,
    reading,
    case reading_kind
        when '自动' then 'automatic'
        when '人工' then 'manual'
        when '估抄' then 'estimated'
    end as reading_kind_code
from raw.meter_reading
