/*
description = "Visits of thirty days, all sites, taken on another day than the other reports, typed"
description_zh = "日会话总数，标准层"
grain = "one row per day"
grain_zh = "每天一行"
key = ["day_on"]

[columns]
day_on = "日期|Day"
visit_n = "访问次数|Visits; the source writes the number as text"
*/
select
    day_on,
    visit_n
from raw.session_day
