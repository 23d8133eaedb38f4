/*
description = "Every complaint with its outcome as of the day observed"
description_zh = "每件投诉及其在观察日的结果"
grain = "one row per complaint"
grain_zh = "每件投诉一行"
key = ["case_id"]
incremental = {by = "case_id"}

[columns]
is_closed = "是否已办结|Whether the complaint is completed"
closed_on = "办结日期|Day on which the request was closed"
duration_min = "办理时长（分钟）|Minutes from the opening day to the completion day: whole days, 0 for the same day"
*/
select
    case_id,
    category_code,
    ward_code,
    area_code,
    status_code,
    is_duplicate,
    is_completed and coalesce(completed_on <= as_of(), true) as is_closed,
    reported_on,
    case when is_completed and completed_on <= as_of() then completed_on end as closed_on,
    case when is_completed and completed_on <= as_of() then (completed_on - reported_on) * 1440 end as duration_min
from pub.fct_case
where reported_on <= as_of()
