/*
description = "Meetings and when their minutes went out"
description_zh = "会议事实"
grain = "one row per meeting"
grain_zh = "每次会议一行"
key = ["meeting_id"]

[references]
dept_name = {to = "pub.dim_department.dept_name", id = "meeting_department_exists", words = "会议承办部门在部门表中存在|The department of a meeting exists"}

[columns]
meeting_id = "会议编号|Number of the meeting"
title_length_n = "标题字数|Characters in the title"
meeting_kind = "会议类型|Kind of meeting"
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
begins_at = "开始时间|When it begins"
ends_at = "结束时间|When it ends"
invited_n = "应到人数|People invited"
attended_n = "实到人数|People who came"
is_cancelled = "是否取消|Whether it was cancelled"
minutes_due_on = "纪要时限|Day by whose end the minutes are due"
minutes_on = "纪要印发日期|Day on which the minutes went out"
*/
select
    p.meeting_id,
    p.title_length_n,
    p.meeting_kind,
    d.dept_id,
    coalesce(d.dept_name, p.dept_name) as dept_name,
    p.begins_at,
    p.ends_at,
    p.invited_n,
    p.attended_n,
    p.is_cancelled,
    p.minutes_due_on,
    p.minutes_on
from std.meeting as p
left join pub.dim_department_alias as a on p.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, p.dept_name) = d.dept_name
