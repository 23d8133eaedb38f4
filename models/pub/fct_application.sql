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
dept_id = "服务主管部门编号，无法对应时为空|Department in charge of the service, empty where it is not known"
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
