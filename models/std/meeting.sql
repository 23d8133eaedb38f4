/*
description = "Meetings, without title and host"
description_zh = "会议，标准层：不含名称与主持人"
grain = "one row per meeting"
grain_zh = "每次会议一行"
key = ["meeting_id"]

[columns]
meeting_id = "会议编号|Number of the meeting"
title_length_n = "标题字数|Characters in the title"
meeting_kind = "会议类型|Kind of meeting"
dept_name = "承办部门名称|Name of the department in charge"
begins_at = "开始时间|When it begins"
ends_at = "结束时间|When it ends"
invited_n = "应到人数|People invited"
attended_n = "实到人数|People who came"
is_cancelled = "是否取消|Whether it was cancelled"
minutes_due_on = "纪要时限|Day by whose end the minutes are due"
minutes_on = "纪要印发日期|Day on which the minutes went out"
*/
select
    meeting_id,
    deid_length(meeting_title) as title_length_n,
    meeting_kind,
    dept_name,
    begins_at,
    ends_at,
    invited_n,
    attended_n,
    coalesce(is_cancelled, false) as is_cancelled,
    minutes_due_on,
    minutes_on
from raw.meeting
