/*
description = "Maintenance of sensors on pipes"
description_zh = "管网传感器检修"
grain = "one row per maintenance order"
grain_zh = "每张检修单一行"
key = ["maintenance_id"]

[columns]
is_approved = "是否已批准|Whether it was approved"
*/
select
    maintenance_id,
    sensor_id,
    reason_name,
    approval_code = 'approved' as is_approved,
    from_at,
    to_at
from std.pipe_maintenance
