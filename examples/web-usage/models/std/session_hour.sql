/*
description = "Visits of two days by hour, uncleaned, typed"
description_zh = "四十八小时访问，标准层"
grain = "one row per day and hour"
grain_zh = "每天每小时一行"
key = ["day_on", "hour_text"]
*/
select
    day_on,
    hour_text,
    visit_n
from raw.session_hour
