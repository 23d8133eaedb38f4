/*
description = "Visits of one day by hour, without the hours that have no name, typed"
description_zh = "当天逐小时访问，标准层"
grain = "one row per day and hour"
grain_zh = "每天每小时一行"
key = ["day_on", "hour_text"]
*/
select
    day_on,
    hour_text,
    visit_n
from raw.session_hour_today
