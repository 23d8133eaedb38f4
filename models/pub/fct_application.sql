/*
description = "Applications for services"
description_zh = "政务服务办件事实"
grain = "one row per application"
grain_zh = "每个办件一行"
key = ["app_no"]
incremental = {by = "app_no"}

[references]
service_id = {to = "pub.dim_service_item.service_id", id = "application_service_exists", words = "办件所办的服务事项存在|The service of an application exists"}

[columns]
app_no = "办件编号|Number of the application"
service_id = "服务编号|Number of the service item"
dept_id = "服务主管部门编号，无法对应时为空|Department in charge of the service, empty where it is not known"
applicant_type_code = "申请人类别代码|Applicant: person or enterprise"
applicant_key = "申请人（假名）|Keyed hash of the applicant's identity number"
org_key = "申请单位（假名）|Keyed hash of the applicant's credit code"
phone_key = "联系电话（假名）|Keyed hash of the telephone number"
apply_channel_code = "办理渠道代码|Channel of the application: window, web, app, kiosk or post"
submitted_at = "提交时间|When it was submitted"
accepted_at = "受理时间|When it was accepted"
statutory_days_n = "法定时限（工作日）|Working days that the law allows"
promised_days_n = "承诺时限（工作日）|Working days that the department promises"
promised_at = "承诺办结时间|When it is promised to be finished"
finished_at = "办结时间|When it was finished"
result_code = "办理结果代码|Result: granted, refused, rejected or withdrawn"
visits_n = "到场次数|Visits that the applicant paid"
*/
select
    p.app_no,
    p.service_id,
    d.dept_id,
    p.applicant_type_code,
    p.applicant_key,
    p.org_key,
    p.phone_key,
    p.apply_channel_code,
    p.submitted_at,
    p.accepted_at,
    p.statutory_days_n,
    p.promised_days_n,
    p.promised_at,
    p.finished_at,
    p.result_code,
    p.visits_n
from std.application as p
left join std.service_item as s on p.service_id = s.service_id
left join pub.dim_department_alias as a on s.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, s.dept_name) = d.dept_name
