/*
description = "Underground pipes with the span in which each was in force: a stretch that was laid again has a row for each pipe"
description_zh = "地下管段（含历史）：换管后同一管段有新旧两行"
grain = "one row per stretch and pipe laid in it"
grain_zh = "每个管段每次敷设一行"
key = ["pipe_line_id"]

[references]
start_point_id = {to = "pub.dim_pipe_point.pipe_point_id", id = "pipe_line_ends_exist", words = "管线的起点和终点均为已探测管点|Both ends of a line are surveyed points", rule = "D-24"}
end_point_id = {to = "pub.dim_pipe_point.pipe_point_id", id = "pipe_line_ends_exist"}

[columns]
pipe_segment_id = "管段编号：起点-终点，换管不变|Stretch between two points; stays when the pipe is replaced"
has_start_point = "起点是否存在|Whether its first point was surveyed"
has_end_point = "终点是否存在|Whether its last point was surveyed"
filled_n = "应填属性中已填的项数|Required attributes that are filled"
required_n = "应填属性项数|Attributes that are required"
valid_from_on = "生效日期：建设日期，不详时为探测日期|First day in force: when it was laid, or surveyed where that is not known"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
is_current = "是否现行|Whether it is in force"
*/
select
    l.pipe_line_id,
    l.start_point_id || '-' || l.end_point_id as pipe_segment_id,
    l.pipe_class_code,
    l.start_point_id,
    l.end_point_id,
    s.pipe_point_id is not null as has_start_point,
    e.pipe_point_id is not null as has_end_point,
    l.diameter_mm,
    l.material_code,
    m.design_life_n,
    l.start_depth_m,
    l.end_depth_m,
    l.start_invert_m,
    l.end_invert_m,
    l.is_gravity,
    l.pressure_class,
    l.length_m,
    l.owner_name,
    l.grid_code,
    g.community_code,
    g.street_code,
    l.lon,
    l.lat,
    l.built_on,
    l.state_code,
    case when l.material_code is not null then 1 else 0 end
    + case when l.start_depth_m is not null then 1 else 0 end
    + case when l.end_depth_m is not null then 1 else 0 end
    + case when l.owner_name is not null then 1 else 0 end
    + case when l.built_on is not null then 1 else 0 end
    + case when l.grid_code is not null then 1 else 0 end
    + case when l.pipe_class_code not in ('DL', 'TX') and l.diameter_mm is not null then 1 else 0 end
    + case when l.pipe_class_code = 'PS' and l.start_invert_m is not null then 1 else 0 end
    + case when l.pipe_class_code = 'PS' and l.end_invert_m is not null then 1 else 0 end
    + case when l.pipe_class_code in ('JS', 'RQ') and l.pressure_class is not null then 1 else 0 end as filled_n,
    case l.pipe_class_code when 'PS' then 9 when 'JS' then 8 when 'RQ' then 8 when 'DL' then 6 when 'TX' then 6 else 7 end
        as required_n,
    coalesce(l.built_on, l.surveyed_on) as valid_from_on,
    l.retired_on as valid_to_on,
    l.retired_on is null as is_current
from std.pipe_line as l
left join std.pipe_point as s on l.start_point_id = s.pipe_point_id
left join std.pipe_point as e on l.end_point_id = e.pipe_point_id
left join pub.dim_grid as g on l.grid_code = g.grid_code
left join pub.dim_pipe_material as m on l.material_code = m.material_code
