/*
description = "State changes of cases"
description_zh = "城管案件流转事实"
grain = "one row per change of state"
grain_zh = "每次流转一行"
key = ["case_id", "seq"]
incremental = {by = "case_id"}
*/
select
    case_id,
    seq,
    from_status_code,
    to_status_code,
    actor_unit_id,
    step_at
from std.urban_case_step
