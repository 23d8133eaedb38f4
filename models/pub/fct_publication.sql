/*
description = "Information that must be made public, with its limit by the working calendar"
description_zh = "主动公开信息事实，附按工作日历推算的公开期限"
grain = "one row per piece of information"
grain_zh = "每条信息一行"
key = ["publication_id"]

[references]
dept_name = {to = "pub.dim_department.dept_name", id = "publication_department_exists", words = "信息的公开责任部门在部门表中存在|The department of a piece of information exists"}

[columns]
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
due_on = "应公开到期日：形成后第 20 个工作日|Day by whose end it must be public: the 20th working day after it was formed"
*/
select
    p.publication_id,
    p.index_no,
    p.publication_title,
    p.publication_category,
    d.dept_id,
    coalesce(d.dept_name, p.dept_name) as dept_name,
    p.formed_on,
    u.date_on as due_on,
    p.published_at,
    p.path,
    p.removed_at
from std.publication as p
left join pub.dim_department_alias as a on p.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, p.dept_name) = d.dept_name
left join pub.dim_calendar as f on p.formed_on = f.date_on
left join pub.dim_calendar as u on u.is_workday and u.workday_n = f.workday_n + 20
