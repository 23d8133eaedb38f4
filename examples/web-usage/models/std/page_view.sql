/*
description = "Pages by views in thirty days, typed"
description_zh = "三十天热门页面，标准层"
grain = "one row per page"
grain_zh = "每个页面一行"
key = ["domain_name", "page_path"]
access = "restricted"

[columns]
domain_name = "域名|Host"
page_path = "路径|Path of the page"
pageview_n = "浏览量|Page views; the source writes the number as text"
*/
select
    domain_name,
    page_path,
    pageview_n
from raw.page_view
