/*
description = "The line that burst exists and is at least as long as the place of the burst"
description_zh = "爆裂的管线存在，且爆点在管长之内"
table = "pub.fct_pipe_burst"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    b.burst_id,
    b.pipe_line_id,
    b.distance_along_m,
    s.length_m
from pub.fct_pipe_burst as b
left join pub.dim_pipe_segment as s on b.pipe_line_id = s.pipe_line_id
where s.pipe_line_id is null or b.distance_along_m > s.length_m + 1
