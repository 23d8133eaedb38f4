/*
description = "The component that a case of a part names was surveyed and is of the case's class"
description_zh = "部件类案件所指部件在普查成果中存在且分类一致"
table = "pub.fct_case"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-16"
*/
select
    c.case_id,
    c.component_id,
    k.category_code
from pub.fct_case as c
left join pub.dim_component as k on c.component_id = k.component_id
where c.case_type = 'part' and c.component_id is not null and (k.component_id is null or k.category_code <> c.category_code)
