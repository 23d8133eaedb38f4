/*
description = "Both ends of a line are points of its own class"
description_zh = "管线两端管点与管线同类"
table = "pub.dim_pipe_segment"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-24"
*/
select
    l.pipe_line_id,
    l.pipe_class_code,
    p.pipe_point_id
from pub.dim_pipe_segment as l
inner join pub.dim_pipe_point as p on p.pipe_point_id in (l.start_point_id, l.end_point_id)
where p.pipe_class_code <> l.pipe_class_code
