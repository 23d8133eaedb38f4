/*
description = "Pages of four lists: titles and query strings folded, so that a page stands once a list"
description_zh = "四份页面清单，按去查询串的地址合并标题"
grain = "one row per list and page"
grain_zh = "每份清单每个页面一行"
key = ["report_code", "domain_name", "page_url"]
reason = "只有地址（不含查询串与邮箱）与合计|Addresses without query strings and e-mail addresses, and sums"

[columns]
report_code = "报表|Report: all_domains, or the agency whose list it is"
domain_name = "域名|Host"
page_url = "页面地址|Address of the page without its query string"
title_n = "标题数|Titles under which the page was seen"
address_n = "地址数|Addresses with and without a query string that are this page"
pageview_n = "浏览量|Page views of thirty days"
visit_n = "访问次数|Visits of thirty days, added over titles"
bounce_n = "跳出次数|Visits that left at once, from share and visits, rounded"
stay_seconds = "停留秒数|Seconds that the visits lasted together"
*/
with page as (
    select 'all_domains' as report_code, domain_name, page_url, page_title, pageview_n, visit_n, bounce_share, stay_seconds
    from std.domain_page
    union all
    select
        replace(agency_name, '-', '_') as report_code,
        domain_name, page_url, page_title, pageview_n, visit_n, bounce_share, stay_seconds
    from std.agency_page
)
select
    report_code,
    domain_name,
    deid_path(page_url) as page_url,
    count(distinct page_title) as title_n,
    count(distinct page_url) as address_n,
    cast(sum(pageview_n) as bigint) as pageview_n,
    cast(sum(visit_n) as bigint) as visit_n,
    cast(sum(round(visit_n * least(greatest(bounce_share, 0), 1))) as bigint) as bounce_n,
    sum(visit_n * stay_seconds) as stay_seconds
from page
group by report_code, domain_name, deid_path(page_url)
