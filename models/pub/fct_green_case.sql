/*
description = "Cases of the green channel for financial institutions and firms that seek finance"
description_zh = "金融绿色通道事项事实"
grain = "one row per case"
grain_zh = "每个事项一行"
key = ["green_case_id"]

[columns]
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
accepted_on = "受理日期|Day on which it was accepted"
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
