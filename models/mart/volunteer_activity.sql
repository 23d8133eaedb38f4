/*
description = "Hours of volunteers by activity; an activity of fewer than ten people is left out"
description_zh = "志愿服务按活动；不足十人的活动不列"
grain = "one row per activity"
grain_zh = "每类活动一行"
key = ["activity_name"]
aggregate = ["person_n"]

[columns]
hour_n = "服务小时数|Hours of the shifts"
shift_n = "服务次数|Shifts"
person_n = "志愿者人数|Volunteers"
*/
select
    activity_name,
    cast(round(sum(shift_min) / 60.0) as bigint) as hour_n,
    count(*) as shift_n,
    count(distinct person_key) as person_n
from pub.fct_volunteer_shift
where shift_on <= as_of()
group by activity_name
having count(distinct person_key) >= 10
