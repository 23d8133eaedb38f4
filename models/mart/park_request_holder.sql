/*
description = "Departments that hold open requests of enterprises on the day observed"
description_zh = "园区在办诉求主题：观察日各承办部门手里的诉求"
grain = "one row per department"
grain_zh = "每个部门一行"
key = ["dept_id"]

[columns]
dept_id = "承办部门|Department"
open_n = "在办|Open"
late_n = "已超期|Past due"
soon_n = "24 小时内到期|Due in 24 h"
oldest_day_n = "最久（天）|Oldest, days"
*/
select
    coalesce(dept_id, 'unknown') as dept_id,
    count(*) as open_n,
    count(*) filter (where due_at < as_of_at()) as late_n,
    count(*) filter (where due_at >= as_of_at() and due_at < as_of_at() + interval 1 day) as soon_n,
    max(date_diff('day', accepted_on, as_of())) as oldest_day_n
from pub.fct_park_request
where
    accepted_at < as_of_at()
    and (closed_at is null or closed_at >= as_of_at())
    and (withdrawn_at is null or withdrawn_at >= as_of_at())
group by coalesce(dept_id, 'unknown')
