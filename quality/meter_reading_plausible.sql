/*
description = "A meter is known, in service, and runs forwards unless its dial starts again from zero"
description_zh = "抄表的电表在台账中、在役，示数除翻转外不倒走"
table = "pub.fct_meter_reading"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
*/
select
    r.meter_id,
    r.read_on,
    'unknown' as problem
from std.meter_reading as r
left join pub.dim_park_meter as m on r.meter_id = m.meter_id
where m.meter_id is null
union all
select
    r.meter_id,
    r.read_on,
    'out of service' as problem
from std.meter_reading as r
inner join pub.dim_park_meter as m on r.meter_id = m.meter_id
where r.read_on < m.installed_on or r.read_on >= m.removed_on
union all
select
    meter_id,
    read_on,
    'backwards' as problem
from pub.fct_meter_reading
where days_n is not null and consumed_kwh is null
