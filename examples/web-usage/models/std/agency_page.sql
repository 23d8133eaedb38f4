/*
description = "Pages of three agencies in thirty days, each list cut at 10,000 rows; the agency stands in the file name only, typed"
description_zh = "部门网站页面，标准层"
grain = "one row per page and title"
grain_zh = "每个页面每个标题一行"
key = ["agency_name", "domain_name", "page_url", "page_title"]
access = "restricted"
*/
select
    agency_name,
    domain_name,
    page_url,
    page_title,
    pageview_n,
    visit_n,
    visitor_n,
    pageviews_per_visit,
    stay_seconds,
    bounce_share
from raw.agency_page
