/*
description = "The department of a question exists"
description_zh = "网站咨询的承办部门在部门表中存在"
table = "pub.fct_consultation"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    consultation_id,
    dept_name
from pub.fct_consultation
where dept_id is null
