/*
description = "Visitors and page views at one moment, typed"
description_zh = "实时用户数，标准层"
grain = "one row: the moment"
grain_zh = "一行：该时刻"
key = ["visitor_n"]
*/
select
    visitor_n,
    pageview_n
from raw.user_realtime
