/*
description = "The department in charge of a green-channel case or a park request exists"
description_zh = "绿色通道与园区诉求的承办部门存在"
table = "pub.fct_park_request"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    green_case_id as source_id,
    dept_name
from pub.fct_green_case
where dept_id is null
union all
select
    park_request_id as source_id,
    dept_name
from pub.fct_park_request
where dept_id is null
