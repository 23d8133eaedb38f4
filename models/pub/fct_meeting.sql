/*
description = "Meetings and when their minutes went out"
description_zh = "会议事实"
grain = "one row per meeting"
grain_zh = "每次会议一行"
key = ["meeting_id"]

[references]
dept_name = {to = "pub.dim_department.dept_name", id = "meeting_department_exists", words = "会议承办部门在部门表中存在|The department of a meeting exists"}

[columns]
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
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
