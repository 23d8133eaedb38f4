/*
description = "State changes of cases"
description_zh = "城管案件流转事实"
grain = "one row per change of state"
grain_zh = "每次流转一行"
key = ["case_id", "seq"]
incremental = {by = "case_id"}

[columns]
case_id = "任务号|Number of the case"
seq = "流转序号|Position of the step in the case's history"
from_status_code = "原状态代码|State before the step"
to_status_code = "新状态代码|State after the step"
actor_unit_id = "经办部门|Unit that took the step"
step_at = "流转时间|When the step was taken"
*/
select
    case_id,
    seq,
    from_status_code,
    to_status_code,
    actor_unit_id,
    step_at
from std.urban_case_step
