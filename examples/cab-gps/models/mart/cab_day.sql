/*
description = "What a vehicle's positions of a day add up to: how many, how long followed, how long with a passenger"
description_zh = "每车每日：定位点数、连续秒数、载客秒数"
grain = "one row per vehicle and local day"
grain_zh = "每车每日一行"
key = ["vehicle_key", "located_on"]
reason = "只有每日合计，不含位置与时刻|Sums of a day, neither places nor moments"

[columns]
located_on = "日期|Local day"
position_n = "定位点数|Positions"
occupied_n = "载客点数|Positions with a passenger"
span_s = "到下一点的秒数合计|Seconds from the day's positions to their next ones"
followed_s = "其中连续|Of these, between positions at most ten minutes apart"
occupied_s = "连续且载客|Of the followed, with a passenger"
*/
select
    vehicle_key,
    located_on,
    count(*) as position_n,
    count(case when is_occupied then 1 end) as occupied_n,
    cast(coalesce(sum(gap_s), 0) as bigint) as span_s,
    cast(coalesce(sum(case when is_followed then gap_s end), 0) as bigint) as followed_s,
    cast(coalesce(sum(case when is_followed and is_occupied then gap_s end), 0) as bigint) as occupied_s
from pub.fct_position
group by vehicle_key, located_on
