/*
description = "Questions on the website, with their limit by the working calendar"
description_zh = "网站咨询事实，附按工作日历推算的答复期限"
grain = "one row per question"
grain_zh = "每条咨询一行"
key = ["consultation_id"]

[references]
dept_name = {to = "pub.dim_department.dept_name", id = "consultation_department_exists", words = "网站咨询的承办部门在部门表中存在|The department of a question exists"}

[columns]
has_phone = "是否留有电话|Whether a telephone number was left"
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
asked_on = "咨询日期|Day on which it was asked"
due_on = "答复到期日：咨询后第 5 个工作日|Day by whose end it must be answered: the 5th working day after it was asked"
*/
select
    p.consultation_id,
    p.consultation_type_code,
    p.phone_key is not null as has_phone,
    p.question_length_n,
    d.dept_id,
    coalesce(d.dept_name, p.dept_name) as dept_name,
    p.asked_at,
    cast(p.asked_at as date) as asked_on,
    u.date_on as due_on,
    p.replied_at,
    p.is_shown
from std.consultation as p
left join pub.dim_department_alias as a on p.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, p.dept_name) = d.dept_name
left join pub.dim_calendar as f on cast(p.asked_at as date) = f.date_on
left join pub.dim_calendar as u on u.is_workday and u.workday_n = f.workday_n + 5
