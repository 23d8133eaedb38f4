/*
description = "The class of a case exists and was in force when the case was reported"
description_zh = "案件分类在分类表中存在，且上报时在用"
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
left join pub.dim_category as k
    on
        c.category_code = k.category_code
        and c.reported_on >= coalesce(k.valid_from_on, c.reported_on)
        and (k.valid_to_on is null or c.reported_on < k.valid_to_on)
where k.category_code is null
