/*
description = "The points of a handset or channel do not lie 100 to 700 m off their cells all in one direction, as points do whose system is not the one declared"
description_zh = "同一终端或渠道的坐标不得整体偏移 100 至 700 米：声明的坐标系有误"
table = "pub.fct_grid_event"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
rule = "D-07"
*/
with cells as (
    select
        grid_code,
        valid_from_on,
        valid_to_on,
        wkt_lon(geometry) as lon,
        wkt_lat(geometry) as lat
    from pub.dim_grid_history
),

points as (
    select
        'pub.fct_grid_event' as table_name,
        coalesce(terminal_key, channel_code) as feed_key,
        grid_code,
        cast(reported_at as date) as reported_on,
        lon,
        lat
    from std.mgmt_grid_event
    union all
    select
        'pub.fct_case' as table_name,
        channel_code as feed_key,
        grid_code,
        reported_on,
        lon,
        lat
    from pub.fct_case
),

shifts as (
    select
        p.table_name,
        p.feed_key,
        count(*) as point_n,
        median((p.lon - c.lon) * 111320 * cos(radians(c.lat))) as east_m,
        median((p.lat - c.lat) * 111320) as north_m
    from points as p
    inner join cells as c
        on
            p.grid_code = c.grid_code
            and p.reported_on >= c.valid_from_on
            and (c.valid_to_on is null or p.reported_on < c.valid_to_on)
    where p.lon is not null and p.lat is not null
    group by p.table_name, p.feed_key
)

select
    table_name,
    feed_key,
    point_n,
    east_m,
    north_m
from shifts
where point_n >= 10 and sqrt(east_m * east_m + north_m * north_m) between 100 and 700
