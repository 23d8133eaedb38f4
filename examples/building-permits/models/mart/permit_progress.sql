/*
description = "Every permit with how far it has come on the day observed"
description_zh = "每件许可在观察日的进度"
grain = "one row per permit"
grain_zh = "每件许可一行"
key = ["permit_id"]

[columns]
is_issued = "是否已发证|Whether the permit was issued by the day observed"
is_ended = "是否已终结|Whether the file has come to its end"
is_completed = "是否竣工|Whether the work was completed"
is_withdrawn = "是否撤销或不予许可|Whether the file ended without a permit in force: cancelled, expired or refused"
issue_day_n = "发证天数|Days from application to issue"
build_day_n = "施工天数|Days from issue to completion"
*/
select
    permit_id,
    status_code,
    category_code,
    work_group_code,
    permit_group,
    area_code,
    applied_on,
    issued_on,
    completed_on,
    housing_unit_n,
    project_cost,
    coalesce(issued_on <= as_of(), false) as is_issued,
    coalesce(completed_on <= as_of(), false) as is_ended,
    status_code = 'Completed' and coalesce(completed_on <= as_of(), false) as is_completed,
    status_code in ('Cancelled', 'Expired', 'Refused') as is_withdrawn,
    case when issued_on <= as_of() then date_diff('day', applied_on, issued_on) end as issue_day_n,
    case
        when status_code = 'Completed' and completed_on <= as_of() then date_diff('day', issued_on, completed_on)
    end as build_day_n
from pub.fct_permit
where applied_on <= as_of()
