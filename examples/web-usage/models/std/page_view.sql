/*
description = "Pages by views in thirty days, typed"
description_zh = "三十天热门页面，标准层"
grain = "one row per page"
grain_zh = "每个页面一行"
key = ["domain_name", "page_path"]
access = "restricted"
*/
select
    domain_name,
    page_path,
    pageview_n
from raw.page_view
