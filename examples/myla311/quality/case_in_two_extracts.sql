/*
description = "No request stands in two extracts"
description_zh = "同一请求不得出现在两份提取中"
table = "pub.fct_case"
dimension = "uniqueness"
gbt36344 = "03"
severity = "block"
*/
select
    case_id,
    count(*) as copies_n
from pub.fct_case
group by case_id
having count(*) > 1
