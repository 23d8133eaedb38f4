/*
description = "A merged case leads to a master that exists and is not merged itself"
description_zh = "并案的主案存在且不是并案"
table = "pub.fct_case"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
rule = "D-14"
*/
select
    c.case_id,
    c.merged_into_id
from pub.fct_case as c
left join pub.fct_case as m on c.merged_into_id = m.case_id
where c.status_code = 'merged' and (m.case_id is null or m.status_code = 'merged')
