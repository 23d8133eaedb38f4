/*
description = "The class of a case exists"
description_zh = "案件分类在分类表中存在"
table = "pub.fct_case"
dimension = "conformity"
gbt36344 = "01"
severity = "warn"
rule = "D-05"
*/
select
    c.case_id,
    c.category_code
from pub.fct_case as c
left join pub.dim_category as k on c.category_code = k.category_code
where k.category_code is null
