/*
description = "Departments that hold open cases of the green channel on the day observed"
description_zh = "绿色通道在办事项主题：观察日各承办部门手里的事项"
grain = "one row per department"
grain_zh = "每个部门一行"
key = ["dept"]

[columns]
dept = "承办部门编号，无法对应时为其名称|Department in charge, its name where it has no number"
dept_name = "承办部门|Department"
open_n = "在办|Open"
late_n = "已过承诺|Past promise"
soon_n = "24 小时内到期|Due in 24 h"
oldest_day_n = "最久（天）|Oldest, days"
*/
select
    coalesce(c.dept_id, c.dept_name) as dept,
    coalesce(min(d.dept_name), min(c.dept_name)) as dept_name,
    count(*) as open_n,
    count(*) filter (where c.promised_at < as_of_at()) as late_n,
    count(*) filter (where c.promised_at >= as_of_at() and c.promised_at < as_of_at() + interval 1 day) as soon_n,
    max(date_diff('day', c.accepted_on, as_of())) as oldest_day_n
from pub.fct_green_case as c
left join pub.dim_department as d on coalesce(c.dept_id, c.dept_name) = d.dept_id
where
    c.accepted_at < as_of_at()
    and (c.finished_at is null or c.finished_at >= as_of_at())
    and (c.withdrawn_at is null or c.withdrawn_at >= as_of_at())
group by coalesce(c.dept_id, c.dept_name)
