/*
description = "The department of a meeting exists"
description_zh = "会议承办部门在部门表中存在"
table = "pub.fct_meeting"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    meeting_id,
    dept_name
from pub.fct_meeting
where dept_id is null
