/*
description = "Cases of urban management that are open on the day observed, dead ends apart"
description_zh = "未结案件主题：观察日仍未结案的城管案件，不含作废、并案、撤回、不予受理、不予立案"
grain = "one row per open case"
grain_zh = "每件未结案件一行"
key = ["case_id"]
reason = "一案一行，不含上报人|Cases without their reporters"

[columns]
case_id = "任务号|Number of the case"
unit_id = "部门|Unit"
age_day_n = "上报至观察日的天数|Days since it was reported"
is_suspended = "是否挂账（不计时）|Whether it is suspended, with its clock stopped"
is_late = "是否已超期；挂账的不计|Whether it is past due and not suspended"
*/
select
    case_id,
    unit_id,
    date_diff('day', reported_on, as_of()) as age_day_n,
    coalesce(suspended_at < as_of_at(), false) as is_suspended,
    coalesce(due_at < as_of_at() and not coalesce(suspended_at < as_of_at(), false), false) as is_late
from pub.fct_case
where
    reported_at < as_of_at()
    and status_code not in ('void', 'merged', 'withdrawn', 'rejected', 'not_registered')
    and (closed_at >= as_of_at() or (closed_at is null and status_code <> 'closed'))
