/*
description = "A device is in one state at a time"
description_zh = "设备状态区间互不重叠"
table = "pub.fct_tourism_device_status"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-26"
*/
with ordered as (
    select
        device_id,
        from_at,
        max(coalesce(to_at, timestamptz '9999-12-31 00:00:00+00')) over (
            partition by device_id order by from_at rows between unbounded preceding and 1 preceding
        ) as earlier_to_at
    from pub.fct_tourism_device_status
)

select
    device_id,
    from_at
from ordered
where from_at < earlier_to_at
