/*
description = "The service of an application exists"
description_zh = "办件所办的服务事项存在"
table = "pub.fct_application"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    p.app_no,
    p.service_id
from pub.fct_application as p
left join pub.dim_service_item as s on p.service_id = s.service_id
where s.service_id is null
