/*
description = "The department of a piece of information exists"
description_zh = "信息的公开责任部门在部门表中存在"
table = "pub.fct_publication"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    publication_id,
    dept_name
from pub.fct_publication
where dept_id is null
