/*
description = "Every complaint with its outcome as of the day observed"
description_zh = "每件投诉及其在观察日的结果"
grain = "one row per complaint"
grain_zh = "每件投诉一行"
key = ["case_id"]
incremental = {by = "case_id"}

[columns]
case_id = "投诉编号|Service request number"
category_code = "违规性质|Nature of the violation"
ward_code = "选区|City ward; 0 stands for unknown"
area_code = "社区|Community area; 0 stands for unknown"
status_code = "状态|Status; the ending ' - Dup' marks a duplicate of another complaint"
is_duplicate = "是否重复件|Whether the city marked the complaint as a duplicate"
is_closed = "是否已办结|Whether the complaint is completed"
reported_on = "投诉日期|Day the complaint was opened"
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
