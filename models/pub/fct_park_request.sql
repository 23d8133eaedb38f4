/*
description = "Requests of enterprises to the park's service desk"
description_zh = "园区企业诉求事实"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["park_request_id"]

[columns]
park_request_id = "诉求编号|Number of the request"
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
park_id = "受理时所在园区编号|Park of the enterprise when the request was accepted"
request_kind_code = "诉求类别代码|Kind of request"
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
content_length_n = "诉求内容字数|Characters in the text of the demand"
accepted_at = "受理时间|When it was accepted"
accepted_on = "受理日期|Day on which it was accepted"
due_at = "办理时限，含批准的延期|When it is due, approved extension included"
closed_at = "办结时间|When it was closed"
withdrawn_at = "撤回时间|When it was withdrawn"
request_status_code = "办理状态代码|State: in_progress, closed or withdrawn"
returned_n = "退办次数|Times that the department returned it"
extended_n = "延期次数|Times that the limit was extended"
satisfaction_code = "满意度代码|Satisfaction: satisfied, basically_satisfied or dissatisfied"
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
