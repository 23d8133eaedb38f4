/*
description = "Pages of the website that people asked for, and whether they are there"
description_zh = "网页主题：被访问过的网页及其是否失效"
grain = "one row per page"
grain_zh = "每个网页一行"
key = ["path"]
reason = "按网页合计，不含访问者|Sums of a page, no visitor"

[columns]
publication_id = "网页所载信息编号|Piece of information on that page"
view_n = "访问次数|Page views"
dead_n = "失效次数|Page views that found nothing"
first_dead_at = "首次失效时间|When it was first found dead"
last_requested_at = "最近访问时间|When it was last asked for"
is_dead = "最近一次是否失效|Whether the newest answer found nothing"
referrer_n = "来源网站数|Sites that lead to it"
*/
select
    path,
    max(publication_id) as publication_id,
    count(*) as view_n,
    count(*) filter (where is_dead) as dead_n,
    min(case when is_dead then requested_at end) as first_dead_at,
    max(requested_at) as last_requested_at,
    coalesce(max(case when is_dead then requested_at end) = max(requested_at), false) as is_dead,
    count(distinct referrer_host) as referrer_n
from pub.fct_web_access
where is_page and agent_code <> 'robot' and requested_at < as_of_at()
group by path
