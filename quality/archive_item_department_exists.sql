/*
description = "The department of an item to be filed exists"
description_zh = "归档部门在部门表中存在"
table = "pub.fct_archive_item"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    archive_id,
    dept_name
from pub.fct_archive_item
where dept_id is null
