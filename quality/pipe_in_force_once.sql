/*
description = "No two pipes of a class are in force in one stretch on one day"
description_zh = "同一管段同一时间只有一条现行管线"
table = "pub.dim_pipe_segment"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
rule = "D-24"
*/
select
    b.pipe_line_id,
    b.pipe_segment_id,
    a.pipe_line_id as other_line_id
from pub.dim_pipe_segment as a
inner join pub.dim_pipe_segment as b
    on
        a.pipe_segment_id = b.pipe_segment_id
        and a.pipe_line_id < b.pipe_line_id
        and a.valid_from_on < coalesce(b.valid_to_on, date '9999-12-31')
        and b.valid_from_on < coalesce(a.valid_to_on, date '9999-12-31')
