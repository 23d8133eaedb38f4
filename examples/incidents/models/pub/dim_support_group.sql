/*
description = "Groups with the first line that they serve"
description_zh = "支持组及其所属支持线"
grain = "one row per group"
grain_zh = "每个支持组一行"
key = ["group_name"]

[columns]
group_name = "支持组|Group that had the ticket"
support_level_n = "支持线|Lowest line that the group serves: 1, 2 or 3"
*/
select distinct
    group_name,
    case when contains(group_name, ' 2nd') then 2 when contains(group_name, ' 3rd') then 3 else 1 end as support_level_n
from std.incident_event
