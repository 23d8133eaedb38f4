/*
description = "Each sensor in service on each day of the feed: did it still report when the day ended"
description_zh = "管网传感器每日在线情况"
grain = "one row per sensor and day in service"
grain_zh = "每个传感器每个在用日一行"
key = ["sensor_id", "read_on"]

[columns]
read_on = "读数日期|Day of the reading"
reading_n = "当日读数条数|Readings on the day"
last_read_at = "当日最后一次读数时间|Last reading on the day"
is_online = "日终前两个间隔内是否有读数|Whether it reported within two intervals before the day ended"
is_maintained = "日终时是否在批准的检修中|Whether it was under approved maintenance when the day ended"
*/
with daily as (
    select
        sensor_id,
        read_on,
        count(*) as reading_n,
        max(read_at) as last_read_at
    from pub.fct_pipe_reading
    group by sensor_id, read_on
),

feed as (
    select min(read_on) as first_on
    from pub.fct_pipe_reading
),

served as (
    select
        s.sensor_id,
        c.date_on as read_on,
        cast(c.date_on + interval 1 day as timestamptz) as ends_at,
        s.sensor_name,
        s.metric_code,
        s.pipe_class_code,
        s.grid_code,
        s.community_code,
        s.street_code,
        s.interval_min
    from pub.dim_pipe_sensor as s
    cross join feed as f
    inner join pub.dim_calendar as c
        on
            c.date_on >= greatest(s.installed_on, f.first_on)
            and c.date_on <= as_of()
            and (s.retired_on is null or c.date_on < s.retired_on)
),

maintained as (
    select distinct
        d.sensor_id,
        d.read_on
    from served as d
    inner join pub.fct_pipe_maintenance as m
        on d.sensor_id = m.sensor_id and m.from_at < d.ends_at and (m.to_at is null or m.to_at >= d.ends_at)
    where m.is_approved
)

select
    d.sensor_id,
    d.read_on,
    d.sensor_name,
    d.metric_code,
    d.pipe_class_code,
    d.grid_code,
    d.community_code,
    d.street_code,
    d.interval_min,
    coalesce(r.reading_n, 0) as reading_n,
    r.last_read_at,
    coalesce(epoch(d.ends_at) - epoch(r.last_read_at) <= 120 * d.interval_min, false) as is_online,
    m.sensor_id is not null as is_maintained
from served as d
left join daily as r on d.sensor_id = r.sensor_id and d.read_on = r.read_on
left join maintained as m on d.sensor_id = m.sensor_id and d.read_on = m.read_on
