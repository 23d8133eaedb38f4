/*
description = "Minutes of each camera by day: in service, in approved maintenance, online, offline, not known"
description_zh = "摄像机逐日分钟：在用、批准检修、在线、离线、状态不明"
grain = "one row per camera and day in service, from the first day that states are known"
grain_zh = "每台摄像机每个在用日一行，自有状态记录之日起"
key = ["camera_id", "observed_on"]

[columns]
observed_on = "观察日期|Day observed"
in_service_min = "在用分钟|Minutes in service"
maintenance_min = "批准检修分钟|Minutes in approved maintenance"
online_min = "在线分钟，不含批准检修|Minutes online outside approved maintenance"
offline_min = "离线与未批准检修分钟|Minutes offline or in maintenance without approval"
unknown_min = "状态不明分钟|Minutes of which no state is known"
polled_n = "整点抽查次数，不含批准检修|Hourly polls outside approved maintenance"
poll_online_n = "整点抽查在线次数|Hourly polls that found it online"
*/
with known as (
    select
        camera_id,
        state_from_at,
        least(coalesce(state_to_at, as_of_at()), as_of_at()) as state_to_at,
        state_code = 'maintenance' and is_approved as is_excused,
        state_code = 'online' as is_online
    from pub.fct_camera_state
    where state_from_at < as_of_at()
),

service_day as (
    select
        c.camera_id,
        c.street_code,
        c.owner_name,
        d.date_on as observed_on,
        cast(cast(d.date_on as timestamp) as timestamptz) as day_from_at,
        cast(d.date_on + interval 1 day as timestamptz) as day_to_at
    from pub.dim_camera as c
    inner join pub.dim_calendar as d
        on
            d.date_on >= coalesce(c.installed_on, d.date_on)
            and (c.retired_on is null or d.date_on < c.retired_on)
            and d.date_on <= as_of()
    where d.date_on >= (select min(cast(k.state_from_at as date)) from known as k)
),

mark as (
    select
        camera_id,
        observed_on,
        day_from_at as mark_at,
        day_to_at
    from service_day
    union
    select
        s.camera_id,
        s.observed_on,
        k.state_from_at as mark_at,
        s.day_to_at
    from service_day as s
    inner join known as k
        on s.camera_id = k.camera_id and s.day_from_at < k.state_from_at and s.day_to_at > k.state_from_at
    union
    select
        s.camera_id,
        s.observed_on,
        k.state_to_at as mark_at,
        s.day_to_at
    from service_day as s
    inner join known as k
        on s.camera_id = k.camera_id and s.day_from_at < k.state_to_at and s.day_to_at > k.state_to_at
),

segment as (
    select
        camera_id,
        observed_on,
        mark_at as segment_from_at,
        lead(mark_at, 1, day_to_at) over (partition by camera_id, observed_on order by mark_at) as segment_to_at
    from mark
),

judged as (
    select
        s.camera_id,
        s.observed_on,
        s.segment_from_at,
        s.segment_to_at,
        coalesce(bool_or(k.is_excused), false) as is_excused,
        coalesce(bool_and(k.is_online), false) as is_online,
        count(k.camera_id) > 0 as is_known
    from segment as s
    left join known as k
        on s.camera_id = k.camera_id and s.segment_from_at >= k.state_from_at and s.segment_from_at < k.state_to_at
    group by s.camera_id, s.observed_on, s.segment_from_at, s.segment_to_at
),

clocked as (
    select
        camera_id,
        observed_on,
        is_excused,
        is_online,
        is_known,
        date_diff('second', cast(cast(observed_on as timestamp) as timestamptz), segment_from_at) as from_s,
        date_diff('second', cast(cast(observed_on as timestamp) as timestamptz), segment_to_at) as to_s
    from judged
),

ticked as (
    select
        camera_id,
        observed_on,
        is_excused,
        is_online,
        is_known,
        (to_s + 59) // 60 - (from_s + 59) // 60 as minute_n,
        (to_s + 3599) // 3600 - (from_s + 3599) // 3600 as hour_n
    from clocked
),

summed as (
    select
        camera_id,
        observed_on,
        sum(minute_n) as in_service_min,
        sum(case when is_excused then minute_n else 0 end) as maintenance_min,
        sum(case when not is_excused and is_online then minute_n else 0 end) as online_min,
        sum(case when not is_excused and is_known and not is_online then minute_n else 0 end) as offline_min,
        sum(case when not is_known then minute_n else 0 end) as unknown_min,
        sum(case when not is_excused then hour_n else 0 end) as polled_n,
        sum(case when not is_excused and is_online then hour_n else 0 end) as poll_online_n
    from ticked
    group by camera_id, observed_on
)

select
    m.camera_id,
    m.observed_on,
    s.street_code,
    s.owner_name,
    cast(m.in_service_min as bigint) as in_service_min,
    cast(m.maintenance_min as bigint) as maintenance_min,
    cast(m.online_min as bigint) as online_min,
    cast(m.offline_min as bigint) as offline_min,
    cast(m.unknown_min as bigint) as unknown_min,
    cast(m.polled_n as bigint) as polled_n,
    cast(m.poll_online_n as bigint) as poll_online_n
from summed as m
inner join service_day as s on m.camera_id = s.camera_id and m.observed_on = s.observed_on
