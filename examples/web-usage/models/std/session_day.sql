/*
description = "Visits of thirty days, all sites, taken on another day than the other reports, typed"
description_zh = "日会话总数，标准层"
grain = "one row per day"
grain_zh = "每天一行"
key = ["day_on"]
*/
select
    day_on,
    visit_n
from raw.session_day
