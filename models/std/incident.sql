/*
description = "Public safety incidents without their text"
description_zh = "平安事件，标准层"
grain = "one row per incident"
grain_zh = "每件事件一行"
key = ["incident_id"]

[columns]
summary_length_n = "事件摘要字数|Characters in the summary"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    incident_id,
    incident_level,
    incident_type,
    incident_source,
    grid_code,
    camera_id,
    reported_at,
    responded_at,
    closed_at,
    deid_length(summary) as summary_length_n,
    updated_at
from raw.incident
