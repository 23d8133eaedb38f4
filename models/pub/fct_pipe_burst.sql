/*
description = "Bursts of pipes with their 100 m section and whether it had burst before within a year"
description_zh = "爆管事实：所在百米段、一年内是否重复"
grain = "one row per burst"
grain_zh = "每次爆管一行"
key = ["burst_id"]

[columns]
pipe_segment_id = "管段编号：起点-终点，换管不变|Stretch between two points; stays when the pipe is replaced"
pipe_section_id = "百米段编号：管段号与第几百米|Stretch and which hundred metres of it"
reported_on = "报修日期|Day on which the burst was reported"
repair_min = "从报修到修复的分钟数|Minutes from report to repair"
previous_reported_at = "同一百米段上一次爆管报修时间|When the burst before it in the same section was reported"
is_repeated = "365 天内同一百米段是否爆过|Whether the section had burst within the 365 days before"
*/
with placed as (
    select
        b.burst_id,
        b.pipe_line_id,
        coalesce(s.pipe_segment_id, b.pipe_line_id) as pipe_segment_id,
        coalesce(s.pipe_segment_id, b.pipe_line_id) || '#' || cast(cast(floor(b.distance_along_m / 100) as bigint) as varchar)
            as pipe_section_id,
        b.distance_along_m,
        s.pipe_class_code,
        s.material_code,
        s.grid_code,
        s.community_code,
        s.street_code,
        s.lon,
        s.lat,
        b.reported_at,
        b.arrived_at,
        b.stopped_at,
        b.repaired_at,
        b.cause_code,
        b.source_code,
        b.case_id,
        b.household_n
    from std.pipe_burst as b
    left join pub.dim_pipe_segment as s on b.pipe_line_id = s.pipe_line_id
),

ordered as (
    select
        *,
        lag(reported_at) over (partition by pipe_section_id order by reported_at, burst_id) as previous_reported_at
    from placed
)

select
    burst_id,
    pipe_line_id,
    pipe_segment_id,
    pipe_section_id,
    distance_along_m,
    pipe_class_code,
    material_code,
    grid_code,
    community_code,
    street_code,
    lon,
    lat,
    reported_at,
    cast(reported_at as date) as reported_on,
    arrived_at,
    stopped_at,
    repaired_at,
    (epoch(repaired_at) - epoch(reported_at)) / 60.0 as repair_min,
    cause_code,
    source_code,
    case_id,
    household_n,
    previous_reported_at,
    coalesce(reported_at <= previous_reported_at + interval 365 day, false) as is_repeated
from ordered
