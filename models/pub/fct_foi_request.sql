/*
description = "Requests for disclosure, with their limit by the working calendar and without who asks"
description_zh = "依申请公开事实，附按工作日历推算的答复期限"
grain = "one row per request"
grain_zh = "每件申请一行"
key = ["req_no"]

[references]
dept_name = {to = "pub.dim_department.dept_name", id = "foi_request_department_exists", words = "公开申请的承办部门在部门表中存在|The department of a disclosure request exists"}

[columns]
has_phone = "是否留有电话|Whether a telephone number was left"
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
due_on = "答复到期日：收到后第 20 个工作日，延期再加 20 个工作日|Day by whose end it must be answered: the 20th working day after receipt, the 40th when extended"
*/
select
    p.req_no,
    p.applicant_type_code,
    p.phone_key is not null as has_phone,
    p.request_length_n,
    d.dept_id,
    coalesce(d.dept_name, p.dept_name) as dept_name,
    p.received_on,
    p.is_extended,
    u.date_on as due_on,
    p.replied_on,
    p.outcome_code
from std.foi_request as p
left join pub.dim_department_alias as a on p.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, p.dept_name) = d.dept_name
left join pub.dim_calendar as f on p.received_on = f.date_on
left join pub.dim_calendar as u on u.is_workday and u.workday_n = f.workday_n + case when p.is_extended then 40 else 20 end
