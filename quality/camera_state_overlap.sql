/*
description = "The states of a camera do not overlap"
description_zh = "同一摄像机的状态区间不重叠"
table = "pub.fct_camera_state"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-26"
*/
with ordered as (
    select
        camera_id,
        state_from_at,
        max(coalesce(state_to_at, timestamptz '9999-12-31 00:00:00+08:00')) over (
            partition by camera_id
            order by state_from_at
            rows between unbounded preceding and 1 preceding
        ) as earlier_to_at
    from pub.fct_camera_state
)

select
    camera_id,
    state_from_at,
    earlier_to_at
from ordered
where earlier_to_at > state_from_at
