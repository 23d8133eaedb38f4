-- What an engineer would write to count the same offenders of one file by hand: one scan, one counter per rule.
with typed as (
    select
        *,
        try_cast(lon as double) as lon_n,
        try_cast(lat as double) as lat_n,
        try_strptime(reported_at, '%Y-%m-%d %H:%M:%S')::timestamptz as reported,
        try_strptime(registered_at, '%Y-%m-%d %H:%M:%S')::timestamptz as registered,
        try_strptime(dispatched_at, '%Y-%m-%d %H:%M:%S')::timestamptz as dispatched,
        try_strptime(closed_at, '%Y-%m-%d %H:%M:%S')::timestamptz as closed,
        try_strptime(due_at, '%Y-%m-%d %H:%M:%S')::timestamptz as due,
        try_strptime(updated_at, '%Y-%m-%d %H:%M:%S')::timestamptz as updated,
        try_cast(rework_cnt as bigint) as rework
    from {source}
)

select
    count(*) as rows_n,
    count(*) filter (task_num is null) as required_case_id,
    count(*) filter (not regexp_matches(task_num, '^\d{11,}$')) as pattern_case_id,
    count(*) filter (event_src is null) as required_channel,
    count(*) filter (
        event_src not in ('app', 'hotline', 'sms', 'wechat', 'website', 'inspector', 'iot_video', 'other')
    ) as enum_channel,
    count(*) filter (case_type is null) as required_case_type,
    count(*) filter (case_type not in ('event', 'part')) as enum_case_type,
    count(*) filter (not regexp_matches(main_code, '^\d{2}$')) as pattern_main_code,
    count(*) filter (not regexp_matches(sub_code, '^\d{2}$')) as pattern_sub_code,
    count(*) filter (lon is not null and lon_n is null) as type_lon,
    count(*) filter (lat is not null and lat_n is null) as type_lat,
    count(*) filter (grid_code is null) as required_grid_code,
    count(*) filter (not regexp_matches(grid_code, '^\d{14}$')) as pattern_grid_code,
    count(*) filter (not regexp_matches(street_code, '^\d{9}$')) as pattern_street_code,
    count(*) filter (status is null) as required_status,
    count(*) filter (status not in ('3', '4', '5', '6', '7')) as enum_status,
    count(*) filter (reported_at is null) as required_reported_at,
    count(*) filter (reported_at is not null and reported is null) as type_reported_at,
    count(*) filter (registered_at is not null and registered is null) as type_registered_at,
    count(*) filter (dispatched_at is not null and dispatched is null) as type_dispatched_at,
    count(*) filter (closed_at is not null and closed is null) as type_closed_at,
    count(*) filter (due_at is not null and due is null) as type_due_at,
    count(*) filter (updated_at is not null and updated is null) as type_updated_at,
    count(*) filter (rework_cnt is not null and rework is null) as type_rework_n,
    count(*) filter (rework < 0 or rework > 99) as range_rework_n,
    count(*) filter (not regexp_matches(reporter_phone, '^1[3-9]\d{9}$')) as pattern_reporter_key,
    count(*) filter (
        not (
            reported <= registered
            and greatest(reported, registered) <= dispatched
            and greatest(reported, registered, dispatched) <= closed
        )
    ) as time_order,
    count(*) filter (
        not ((status = '6') = (closed is not null) or status not in ('3', '4', '5', '6', '7'))
    ) as closed_iff_closed_at,
    count(*) filter (
        not (greatest(reported, registered, dispatched, closed) <= timestamptz '2015-09-01' + interval 5 minute)
    ) as future_time,
    count(*) filter (not (lon_n between 115.4 and 116.6 and lat_n between 28.1 and 29.2)) as point_in_city
from typed
