/*
description = "A request that stands in two extracts is told; the newer extract's row is used"
description_zh = "出现在两份提取中的诉求须告知，取较新一份"
table = "pub.fct_case"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
*/
with request as (
    select case_id from std.request_animal
    union all
    select case_id from std.request_2018
    union all
    select case_id from std.request_2023
)
select
    case_id,
    count(*) as copies_n
from request
group by case_id
having count(*) > 1
