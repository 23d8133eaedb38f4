/*
description = "Shifts of volunteers"
description_zh = "志愿服务事实"
grain = "one row per shift"
grain_zh = "每次服务一行"
key = ["shift_id"]
access = "restricted"

[columns]
shift_id = "记录号|Number of the shift"
person_key = "居民（假名）|Keyed hash of the resident"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
activity_name = "活动|Kind of activity"
shift_on = "服务日期|Day of the shift"
shift_min = "服务分钟数|Minutes of the shift"
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
