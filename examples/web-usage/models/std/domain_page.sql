/*
description = "Pages of all sites in thirty days, cut at 10,000 rows, typed"
description_zh = "全部网站页面，标准层"
grain = "one row per page and title"
grain_zh = "每个页面每个标题一行"
key = ["domain_name", "page_url", "page_title"]
access = "restricted"
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
