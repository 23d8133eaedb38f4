/*
description = "Public safety incidents"
description_zh = "平安事件事实"
grain = "one row per incident"
grain_zh = "每件事件一行"
key = ["incident_id"]

[references]
grid_code = {to = "pub.dim_grid.grid_code", id = "incident_place_exists", words = "平安事件的网格与摄像机存在|The grid cell of an incident exists, and so does the camera that showed it", rule = "D-06"}
camera_id = {to = "pub.dim_camera.camera_id", id = "incident_place_exists"}

[columns]
street_code = "街道代码，网格不明时为空|Code of the street, empty where the grid cell is not known"
reported_on = "上报日期|Day on which it was reported"
response_min = "从上报到到场的分钟数|Minutes from report to the first responder"
*/
select
    i.incident_id,
    i.incident_level,
    i.incident_type,
    i.incident_source,
    i.grid_code,
    s.street_code,
    i.camera_id,
    i.reported_at,
    cast(i.reported_at as date) as reported_on,
    i.responded_at,
    i.closed_at,
    date_diff('second', i.reported_at, i.responded_at) / 60.0 as response_min
from std.incident as i
left join pub.dim_street as s on left(i.grid_code, 9) = s.street_code
