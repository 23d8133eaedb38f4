/*
description = "Requests to the website, with the piece of information that stands on the page"
description_zh = "网站访问事实，附网页所载信息"
grain = "one row per client, second, request and answer"
grain_zh = "每个访问者、秒、请求与响应一行"
key = ["client_key", "requested_at", "request_line", "response_code"]
access = "restricted"
partition = "requested_on"

[columns]
requested_on = "访问日期|Day of the request"
publication_id = "网页所载信息编号|Piece of information on that page"
is_page = "是否网页：以 / 或 .html 结尾|Whether it is a page and not a part of one: the path ends in / or .html"
is_dead = "是否失效：响应为 404 或 410|Whether nothing was there: the answer is 404 or 410"
*/
with page as (
    select
        path,
        min(publication_id) as publication_id
    from std.publication
    where path is not null
    group by path
)

select
    w.client_key,
    w.requested_at,
    cast(w.requested_at as date) as requested_on,
    w.request_line,
    w.response_code,
    w.path,
    p.publication_id,
    w.referrer_host,
    w.agent_code,
    coalesce(w.method_code = 'GET' and regexp_matches(w.path, '(/|[.]html)$'), false) as is_page,
    w.response_code in ('404', '410') as is_dead
from std.web_access as w
left join page as p on w.path = p.path
