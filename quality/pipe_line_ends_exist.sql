/*
description = "Both ends of a line are surveyed points"
description_zh = "管线的起点和终点均为已探测管点"
table = "pub.dim_pipe_segment"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-24"
*/
select
    pipe_line_id,
    start_point_id,
    end_point_id
from pub.dim_pipe_segment
where not (has_start_point and has_end_point)
