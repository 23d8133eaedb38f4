/*
description = "Requests of enterprises to the park's service desk"
description_zh = "园区企业诉求事实"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["park_request_id"]

[columns]
park_id = "受理时所在园区编号|Park of the enterprise when the request was accepted"
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
accepted_on = "受理日期|Day on which it was accepted"
withdrawn_at = "撤回时间|When it was withdrawn"
*/
select
    r.park_request_id,
    r.org_key,
    o.park_id,
    r.request_kind_code,
    d.dept_id,
    coalesce(d.dept_name, r.dept_name) as dept_name,
    r.content_length_n,
    r.accepted_at,
    cast(r.accepted_at as date) as accepted_on,
    r.due_at,
    r.closed_at,
    r.withdrawn_at,
    r.request_status_code,
    r.returned_n,
    r.extended_n,
    r.satisfaction_code
from std.park_request as r
left join pub.dim_organisation as o
    on
        r.org_key = o.org_key
        and cast(r.accepted_at as date) >= o.valid_from_on
        and (o.valid_to_on is null or cast(r.accepted_at as date) < o.valid_to_on)
left join pub.dim_department_alias as a on r.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, r.dept_name) = d.dept_name
