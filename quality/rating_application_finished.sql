/*
description = "What is rated is an application that was finished before"
description_zh = "评价的办件须已办结"
table = "pub.fct_service_rating"
dimension = "consistency"
gbt36344 = "01"
severity = "warn"
rule = "D-28"
*/
select
    r.rating_id,
    r.app_no
from pub.fct_service_rating as r
left join pub.fct_application as p on r.app_no = p.app_no
where p.app_no is null or p.finished_at is null or p.finished_at > r.rated_at
