/*
description = "The twenty sources of visits in thirty days, typed"
description_zh = "访问来源，标准层"
grain = "one row per source and channel"
grain_zh = "每个来源每个渠道一行"
key = ["source_name", "channel_name"]
*/
select
    source_name,
    channel_name,
    visit_n,
    pageview_n,
    visitor_n,
    pageviews_per_visit,
    stay_seconds,
    bounce_share
from raw.traffic_source
