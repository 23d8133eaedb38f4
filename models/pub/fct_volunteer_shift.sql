/*
description = "Shifts of volunteers"
description_zh = "志愿服务事实"
grain = "one row per shift"
grain_zh = "每次服务一行"
key = ["shift_id"]
access = "restricted"

[columns]
street_code = "街道代码|Code of the street"
*/
select
    shift_id,
    person_key,
    community_code,
    left(community_code, 9) as street_code,
    activity_name,
    shift_on,
    shift_min
from std.volunteer_shift
