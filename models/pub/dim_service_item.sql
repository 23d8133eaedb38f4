/*
description = "Service items"
description_zh = "服务事项"
grain = "one row per service item"
grain_zh = "每个事项一行"
key = ["service_id"]

[columns]
is_current = "是否未设停用日期|Whether no end is set"
*/
select
    service_id,
    service_name,
    dept_name,
    category_name,
    online_depth,
    valid_from_on,
    valid_to_on,
    valid_to_on is null as is_current
from std.service_item
