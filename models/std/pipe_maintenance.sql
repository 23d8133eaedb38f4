/*
description = "Maintenance orders of sensors on pipes"
description_zh = "管网传感器检修单，标准层"
grain = "one row per maintenance order"
grain_zh = "每张检修单一行"
key = ["maintenance_id"]

[columns]
approval_code = "审批结果：approved pending refused|Approval: approved, pending or refused"
to_at = "结束时间，空为仍在继续|When it ends, empty while it goes on"
*/
select
    maintenance_id,
    sensor_id,
    reason as reason_name,
    case approval when '已批准' then 'approved' when '待审批' then 'pending' when '未批准' then 'refused' end as approval_code,
    from_at,
    to_at
from raw.pipe_maintenance
