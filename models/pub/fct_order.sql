/*
description = "Work orders of the hotline with their newest call-back"
description_zh = "热线工单事实，附最近一次回访"
grain = "one row per work order"
grain_zh = "每张工单一行"
key = ["order_id"]
incremental = {by = "order_id"}
partition = "accepted_on"

[references]
forwarded_case_id = {to = "pub.fct_case.case_id", id = "forwarded_case_exists", words = "热线转城管的案件号在城管案件中存在|The case that a work order was forwarded to exists", rule = "D-11"}
dept_name = {to = "pub.dim_department.dept_name", id = "order_department_exists", words = "热线工单的承办部门在部门表中存在|The department of a work order exists"}

[columns]
dept_id = "承办部门编号，无法对应时为空|Department in charge, empty where its name is not known"
dept_name = "承办部门名称|Name of the department in charge"
accepted_on = "受理日期|Day on which the demand was accepted"
visited_at = "最近一次回访时间|When the citizen was last called back"
is_reached = "最近一次是否有效回访|Whether the citizen was reached the last time"
*/
with newest as (
    select
        order_id,
        max(visited_at) as visited_at
    from std.hotline_visit
    group by order_id
)

select
    o.order_id,
    o.call_id,
    o.demand_type,
    o.content_length_n,
    d.dept_id,
    coalesce(d.dept_name, o.dept_name) as dept_name,
    o.accepted_at,
    cast(o.accepted_at as date) as accepted_on,
    o.signed_at,
    o.due_at,
    o.replied_at,
    o.closed_at,
    o.is_closed_at_desk,
    o.returned_n,
    o.extended_n,
    o.forwarded_case_id,
    o.street_code,
    o.caller_key,
    v.visited_at,
    v.is_reached,
    v.is_solved,
    v.satisfaction_code
from std.hotline_order as o
left join pub.dim_department_alias as a on o.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, o.dept_name) = d.dept_name
left join newest as n on o.order_id = n.order_id
left join std.hotline_visit as v on n.order_id = v.order_id and n.visited_at = v.visited_at
