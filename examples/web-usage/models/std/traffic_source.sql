/*
description = "The twenty sources of visits in thirty days, typed"
description_zh = "访问来源，标准层"
grain = "one row per source and channel"
grain_zh = "每个来源每个渠道一行"
key = ["source_name", "channel_name"]

[columns]
source_name = "来源|Where the visits came from"
channel_name = "渠道组|Channel"
visit_n = "访问次数|Visits of thirty days"
pageview_n = "浏览量|Page views of thirty days"
visitor_n = "访客数|Visitors of thirty days"
pageviews_per_visit = "每次访问浏览量|Page views a visit"
stay_seconds = "平均停留（秒）|Seconds that a visit lasts on average"
bounce_share = "跳出率|Share of the visits that leave at once"
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
