/*
description = "A case counts as many reworks as its steps show; a closed case is worked on again through rework only"
description_zh = "案件返工次数与流转中的返工次数一致，结案后只能经返工重办"
table = "pub.fct_case"
dimension = "conformity"
gbt36344 = "01"
severity = "warn"
rule = "D-15"
*/
with counted as (
    select
        case_id,
        count(*) as step_n,
        sum(case when to_status_code = 'rework' then 1 else 0 end) as rework_step_n
    from pub.fct_case_step
    group by case_id
)

select
    c.case_id,
    c.rework_n,
    s.rework_step_n
from pub.fct_case as c
inner join counted as s on c.case_id = s.case_id
where c.rework_n <> s.rework_step_n
