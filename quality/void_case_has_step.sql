/*
description = "A case that was voided, withdrawn or rejected has a step that says when and by whom"
description_zh = "作废、撤回与不予受理的案件有相应的流转记录"
table = "pub.fct_case"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-09"
*/
with ended as (
    select distinct
        case_id,
        to_status_code
    from pub.fct_case_step
)

select
    c.case_id,
    c.status_code
from pub.fct_case as c
left join ended as e on c.case_id = e.case_id and c.status_code = e.to_status_code
where c.status_code in ('void', 'withdrawn', 'rejected', 'not_registered') and e.case_id is null
