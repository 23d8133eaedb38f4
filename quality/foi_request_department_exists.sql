/*
description = "The department of a disclosure request exists"
description_zh = "公开申请的承办部门在部门表中存在"
table = "pub.fct_foi_request"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    req_no,
    dept_name
from pub.fct_foi_request
where dept_id is null
