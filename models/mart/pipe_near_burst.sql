/*
description = "What lies within 500 m of each burst of the last 90 days, by places of about 100 m"
description_zh = "近 90 天爆管点周边 500 米内的管线（位置精度约 100 米）"
grain = "one row per burst and line in force near it"
grain_zh = "每次爆管每条周边现行管线一行"
key = ["burst_id", "pipe_line_id"]

[columns]
burst_line_id = "爆裂的管线编号|Number of the line that burst"
burst_street_code = "爆管所在街道代码|Street of the burst"
distance_m = "与爆管管线的大致距离，米|Rough distance from the burst line in metres"
is_adjoining = "是否与爆裂管线直接相连|Whether it shares a point with the line that burst"
is_over_age = "是否超龄，不详为空|Whether it is older than it is meant to last, empty where not known"
*/
select
    b.burst_id,
    s.pipe_line_id,
    b.reported_on,
    b.pipe_line_id as burst_line_id,
    b.street_code as burst_street_code,
    s.pipe_class_code,
    s.material_code,
    s.diameter_mm,
    s.length_m,
    s.owner_name,
    round(distance_m(b.lon, b.lat, s.lon, s.lat)) as distance_m,
    s.start_point_id in (o.start_point_id, o.end_point_id) or s.end_point_id in (o.start_point_id, o.end_point_id)
        as is_adjoining,
    s.built_on + to_years(cast(s.design_life_n as integer)) < as_of() as is_over_age
from pub.fct_pipe_burst as b
inner join pub.dim_pipe_segment as o on b.pipe_line_id = o.pipe_line_id
inner join pub.dim_pipe_segment as s
    on
        s.lon between b.lon - 0.006 and b.lon + 0.006
        and s.lat between b.lat - 0.006 and b.lat + 0.006
        and s.valid_from_on <= b.reported_on
        and (s.valid_to_on is null or s.valid_to_on > b.reported_on)
where
    b.reported_on > as_of() - interval 90 day
    and b.reported_on <= as_of()
    and s.state_code <> 'abandoned'
    and distance_m(b.lon, b.lat, s.lon, s.lat) <= 500
