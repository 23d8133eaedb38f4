/*
description = "Scenic areas with the capacity that was in force in each span"
description_zh = "景区（含承载量历史）"
grain = "one row per scenic area and span in which its capacity was the same"
grain_zh = "每个景区每段承载量有效期一行"
key = ["scenic_id", "valid_from_on"]

[columns]
open_min = "每日开放分钟数|Minutes open in a day"
lon = "中心经度，WGS-84|Longitude of the centre, WGS-84"
lat = "中心纬度，WGS-84|Latitude of the centre, WGS-84"
area_m2 = "可游览面积，平方米|Area open to visitors in square metres"
instant_capacity_n = "瞬时承载量：各分区面积÷人均标准之和|People whom it holds at once: area over square metres per person, summed over zones"
daily_capacity_n = "日承载量：瞬时承载×开放时长÷停留时长|People whom it holds in a day: at once, times opening hours over hours of stay"
valid_from_on = "核定生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
is_current = "是否现行|Whether it is in force"
*/
with edge as (
    select
        scenic_id,
        valid_from_on as edge_on
    from std.scenic_zone
    union
    select
        scenic_id,
        valid_to_on as edge_on
    from std.scenic_zone
    where valid_to_on is not null
),

span as (
    select
        scenic_id,
        edge_on as valid_from_on,
        lead(edge_on) over (partition by scenic_id order by edge_on) as valid_to_on
    from edge
),

capacity as (
    select
        s.scenic_id,
        s.valid_from_on,
        s.valid_to_on,
        sum(z.area_m2) as area_m2,
        cast(sum(floor(z.area_m2 / z.per_capita_m2)) as bigint) as instant_capacity_n
    from span as s
    inner join std.scenic_zone as z
        on
            s.scenic_id = z.scenic_id
            and z.valid_from_on <= s.valid_from_on
            and (z.valid_to_on is null or z.valid_to_on > s.valid_from_on)
    group by s.scenic_id, s.valid_from_on, s.valid_to_on
),

open_day as (
    select
        *,
        cast(split_part(closes_clock, ':', 1) as integer) * 60 + cast(split_part(closes_clock, ':', 2) as integer)
        - cast(split_part(opens_clock, ':', 1) as integer) * 60 - cast(split_part(opens_clock, ':', 2) as integer) as open_min
    from std.scenic
)

select
    o.scenic_id,
    o.scenic_name,
    o.grade_code,
    o.opens_clock,
    o.closes_clock,
    o.open_min,
    o.stay_hours,
    o.gate_n,
    o.grid_code,
    g.community_code,
    g.street_code,
    wkt_lon(o.outline_wkt) as lon,
    wkt_lat(o.outline_wkt) as lat,
    o.org_key,
    c.area_m2,
    c.instant_capacity_n,
    cast(floor(c.instant_capacity_n * o.open_min / (60 * o.stay_hours)) as bigint) as daily_capacity_n,
    c.valid_from_on,
    c.valid_to_on,
    c.valid_to_on is null as is_current
from open_day as o
inner join capacity as c on o.scenic_id = c.scenic_id
left join pub.dim_grid as g on o.grid_code = g.grid_code
