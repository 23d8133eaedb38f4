/*
description = "Maintenance of sensors on pipes"
description_zh = "管网传感器检修"
grain = "one row per maintenance order"
grain_zh = "每张检修单一行"
key = ["maintenance_id"]

[columns]
maintenance_id = "检修单号|Number of the maintenance order"
sensor_id = "传感器编号|Number of the sensor"
reason_name = "检修原因|Reason of the maintenance"
is_approved = "是否已批准|Whether it was approved"
from_at = "开始时间|When it begins"
to_at = "结束时间，空为仍在继续|When it ends, empty while it goes on"
*/
select
    maintenance_id,
    sensor_id,
    reason_name,
    approval_code = 'approved' as is_approved,
    from_at,
    to_at
from std.pipe_maintenance
