/*
description = "Shifts of volunteers without names"
description_zh = "志愿服务，标准层：不含姓名"
grain = "one row per shift"
grain_zh = "每次服务一行"
key = ["shift_id"]
access = "restricted"

[columns]
person_key = "居民（假名）|Keyed hash of the resident"
shift_on = "服务日期|Day of the shift"
shift_min = "服务分钟数|Minutes of the shift"
*/
select
    shift_id,
    person_key,
    community_code,
    activity_name,
    cast(shift_from_at as date) as shift_on,
    date_diff('second', shift_from_at, shift_to_at) / 60.0 as shift_min
from raw.volunteer_shift
