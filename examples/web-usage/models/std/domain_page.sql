/*
description = "Pages of all sites in thirty days, cut at 10,000 rows, typed"
description_zh = "全部网站页面，标准层"
grain = "one row per page and title"
grain_zh = "每个页面每个标题一行"
key = ["domain_name", "page_url", "page_title"]
access = "restricted"

[columns]
domain_name = "域名|Host"
page_url = "页面地址|Address of the page: host, path and, on some, a query string"
page_title = "页面标题|Title of the page"
pageview_n = "浏览量|Page views of thirty days"
visit_n = "访问次数|Visits of thirty days"
visitor_n = "访客数|Visitors of thirty days"
pageviews_per_visit = "每次访问浏览量|Page views a visit"
stay_seconds = "平均停留（秒）|Seconds that a visit lasts on average"
bounce_share = "跳出率|Share of the visits that leave at once"
*/
select
    domain_name,
    page_url,
    page_title,
    pageview_n,
    visit_n,
    visitor_n,
    pageviews_per_visit,
    stay_seconds,
    bounce_share
from raw.domain_page
