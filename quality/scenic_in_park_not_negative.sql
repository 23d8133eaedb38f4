/*
description = "No scenic area holds fewer than no people"
description_zh = "在园人数不为负"
table = "pub.fct_gate_flow"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
rule = "D-27"
*/
select
    scenic_id,
    flow_at,
    in_park_n
from pub.fct_gate_flow
where in_park_n < 0
