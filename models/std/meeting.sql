/*
description = "Meetings, without title and host"
description_zh = "会议，标准层：不含名称与主持人"
grain = "one row per meeting"
grain_zh = "每次会议一行"
key = ["meeting_id"]

[columns]
title_length_n = "标题字数|Characters in the title"
dept_name = "承办部门名称|Name of the department in charge"
is_cancelled = "是否取消|Whether it was cancelled"
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
