/*
description = "Visits by day, all sites, typed"
description_zh = "日访问总数，标准层"
grain = "one row per day"
grain_zh = "每天一行"
key = ["day_on"]
*/
select
    day_on,
    visit_n
from raw.visit_day
