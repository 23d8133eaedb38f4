/*
description = "Each device in service on each day: minutes online, and minutes of approved maintenance"
description_zh = "景区设备每日在线分钟"
grain = "one row per device and day in service"
grain_zh = "每台设备每个在用日一行"
key = ["device_id", "status_on"]

[columns]
in_service_min = "当日在用分钟|Minutes in service on the day"
online_min = "当日在线分钟|Minutes online on the day"
maintained_min = "当日批准检修分钟|Minutes of approved maintenance on the day"
noon_state_code = "正午状态，无记录为空|State at noon, empty where none is known"
is_noon_maintained = "正午是否在批准的检修中|Whether it was under approved maintenance at noon"
*/
with feed as (
    select cast(min(from_at) as date) as first_on
    from pub.fct_tourism_device_status
),

served as (
    select
        d.device_id,
        c.date_on as status_on,
        cast(cast(c.date_on as timestamp) as timestamptz) as begins_at,
        cast(c.date_on + interval 1 day as timestamptz) as ends_at,
        d.device_kind,
        d.scenic_id
    from pub.dim_tourism_device as d
    cross join feed as f
    inner join pub.dim_calendar as c
        on
            c.date_on >= greatest(d.installed_on, f.first_on)
            and c.date_on <= as_of()
            and (d.retired_on is null or c.date_on < d.retired_on)
),

parts as (
    select
        v.device_id,
        v.status_on,
        f.state_code,
        f.is_approved,
        cast(
            epoch(least(coalesce(f.to_at, v.ends_at), v.ends_at)) - epoch(greatest(f.from_at, v.begins_at)) as bigint
        ) as part_s,
        f.from_at <= v.begins_at + interval 12 hour
        and (f.to_at is null or f.to_at > v.begins_at + interval 12 hour) as is_noon
    from served as v
    inner join pub.fct_tourism_device_status as f
        on v.device_id = f.device_id and f.from_at < v.ends_at and (f.to_at is null or f.to_at > v.begins_at)
),

summed as (
    select
        device_id,
        status_on,
        sum(case when state_code = 'online' then part_s else 0 end) as online_s,
        sum(case when is_approved then part_s else 0 end) as maintained_s,
        min(case when is_noon then state_code end) as noon_state_code,
        bool_or(is_noon and is_approved) as is_noon_maintained
    from parts
    group by device_id, status_on
)

select
    v.device_id,
    v.status_on,
    v.device_kind,
    v.scenic_id,
    1440 as in_service_min,
    cast(floor(least(coalesce(s.online_s, 0), 86400 - least(coalesce(s.maintained_s, 0), 86400)) / 60) as bigint) as online_min,
    cast(ceil(least(coalesce(s.maintained_s, 0), 86400) / 60) as bigint) as maintained_min,
    s.noon_state_code,
    coalesce(s.is_noon_maintained, false) as is_noon_maintained
from served as v
left join summed as s on v.device_id = s.device_id and v.status_on = s.status_on
