/*
description = "The last step of a case ends in the case's state"
description_zh = "案件的最后一次流转与案件状态一致"
table = "pub.fct_case_step"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-15"
*/
with newest as (
    select
        case_id,
        max(seq) as seq
    from pub.fct_case_step
    group by case_id
)

select
    c.case_id,
    c.status_code,
    s.to_status_code
from newest as n
inner join pub.fct_case_step as s on n.case_id = s.case_id and n.seq = s.seq
inner join pub.fct_case as c on n.case_id = c.case_id
where
    case when s.to_status_code in ('supervised', 'returned', 'extended', 'rework') then 'in_progress' else s.to_status_code end
    <> c.status_code
