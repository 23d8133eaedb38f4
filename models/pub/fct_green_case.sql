/*
description = "Cases of the green channel for financial institutions and firms that seek finance"
description_zh = "金融绿色通道事项事实"
grain = "one row per case"
grain_zh = "每个事项一行"
key = ["green_case_id"]

[columns]
green_case_id = "绿色通道受理编号|Number of the green-channel case"
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
service_kind_code = "事项类别代码|Kind of green-channel service"
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
green_case_status_code = "办理状态代码|State: in_progress, finished, withdrawn or refused"
accepted_at = "受理时间|When it was accepted"
accepted_on = "受理日期|Day on which it was accepted"
promised_at = "承诺办结时间，含批准的延期|Promised end, approved extension included"
finished_at = "办结时间|When it was finished"
withdrawn_at = "退出时间|When it was withdrawn or refused"
extended_n = "延期次数|Times that the limit was extended"
amount_cny = "涉及金额（元）|Amount at issue, yuan"
*/
select
    c.green_case_id,
    c.org_key,
    c.service_kind_code,
    d.dept_id,
    coalesce(d.dept_name, c.dept_name) as dept_name,
    c.green_case_status_code,
    c.accepted_at,
    cast(c.accepted_at as date) as accepted_on,
    c.promised_at,
    c.finished_at,
    c.withdrawn_at,
    c.extended_n,
    c.amount_cny
from std.green_case as c
left join pub.dim_department_alias as a on c.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, c.dept_name) = d.dept_name
