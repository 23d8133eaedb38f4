/*
description = "The scenic area of a gate count exists and has an approved capacity on that day"
description_zh = "客流的景区存在且当日有核定承载量"
table = "pub.fct_gate_flow"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    f.scenic_id,
    f.flow_at
from pub.fct_gate_flow as f
left join pub.dim_scenic as s
    on
        f.scenic_id = s.scenic_id
        and s.valid_from_on <= f.flow_on
        and (s.valid_to_on is null or s.valid_to_on > f.flow_on)
where s.scenic_id is null
