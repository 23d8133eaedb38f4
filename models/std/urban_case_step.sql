/*
description = "State changes of urban management cases with canonical codes"
description_zh = "城管案件流转，标准层"
grain = "one row per change of state"
grain_zh = "每次流转一行"
key = ["case_id", "seq"]

[columns]
from_status_code = "原状态代码|State before the step"
to_status_code = "新状态代码|State after the step"
actor_unit_id = "经办部门|Unit that took the step"
*/
select
    case_id,
    seq,
    case from_state
        when '1' then 'pending_accept'
        when '3' then 'registered_dispatch'
        when '4' then 'in_progress'
        when '5' then 'verifying'
        when '6' then 'closed'
        when '7' then 'void'
        when '8' then 'suspended'
        when '9' then 'supervised'
        else from_state
    end as from_status_code,
    case to_state
        when '1' then 'pending_accept'
        when '3' then 'registered_dispatch'
        when '4' then 'in_progress'
        when '5' then 'verifying'
        when '6' then 'closed'
        when '7' then 'void'
        when '8' then 'suspended'
        when '9' then 'supervised'
        else to_state
    end as to_status_code,
    actor_unit_id,
    step_at
from raw.urban_case_step
