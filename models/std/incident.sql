/*
description = "Public safety incidents without their text"
description_zh = "平安事件，标准层"
grain = "one row per incident"
grain_zh = "每件事件一行"
key = ["incident_id"]

[columns]
incident_id = "事件编号|Number of the incident"
incident_level = "事件等级|Level of the incident"
incident_type = "事件类别|Kind of incident"
incident_source = "发现方式|How it was found"
grid_code = "网格编码|Code of the grid cell"
camera_id = "发现事件的摄像机|Camera that showed it"
reported_at = "上报时间|When it was reported"
responded_at = "到场时间|When the first responder was there"
closed_at = "办结时间|When it was closed"
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
