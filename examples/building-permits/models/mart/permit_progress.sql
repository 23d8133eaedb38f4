/*
description = "Every permit with how far it has come on the day observed"
description_zh = "每件许可在观察日的进度"
grain = "one row per permit"
grain_zh = "每件许可一行"
key = ["permit_id"]

[columns]
permit_id = "许可编号|Number of the permit"
status_code = "状态|State of the permit"
category_code = "建筑类别组|Class of building, in 15 groups"
work_group_code = "工程类别组|Class of work, in four groups"
permit_group = "许可大类|Kind of permit, in two groups"
area_code = "社区代码|Code of the community"
applied_on = "申请日期|Day of the application"
issued_on = "发证日期|Day on which the permit was issued"
completed_on = "竣工日期|Day on which the file came to its end"
housing_unit_n = "住宅套数|Dwellings that the permit makes"
project_cost = "估算造价|Estimated cost, Canadian dollars"
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
