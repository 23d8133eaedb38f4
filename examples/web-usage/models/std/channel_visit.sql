/*
description = "Visits of thirty days by channel; the report has no list of rows, only this map of totals, typed"
description_zh = "渠道组访问，标准层"
grain = "one row per channel"
grain_zh = "每个渠道组一行"
key = ["channel_name"]
*/
select
    channel_name,
    visit_n
from raw.channel_visit
