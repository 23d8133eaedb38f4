/*
description = "Each step of a case begins in the state in which the step before it ended"
description_zh = "案件每次流转从上一次流转的状态开始"
table = "pub.fct_case_step"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-15"
*/
with steps as (
    select
        case_id,
        seq,
        from_status_code,
        lag(to_status_code) over (partition by case_id order by seq) as ended_status_code
    from pub.fct_case_step
)

select
    case_id,
    seq,
    from_status_code,
    ended_status_code
from steps
where from_status_code <> ended_status_code
