/*
title_zh = "网站失效链接率"
title = "Dead links of the website"
question_zh = "网站有多少链接打不开？"
question = "What share of the links leads nowhere?"
kind = "ratio"
unit = "%"
better = "lower"
source = "政府网站检查指标"
owner = "政务公开办公室"
headline = "request"

[variants.request]
zh = "访问口径"
en = "of page views"
numerator = "响应为 404 或 410 的网页访问|page views that were answered with 404 or 410"
denominator = "网页访问，机器人不计|page views; robots are outside"

[variants.link]
zh = "网页口径"
en = "of pages asked for"
numerator = "最近一次访问已失效的网页|pages whose newest answer is 404 or 410"
denominator = "被访问过的网页，机器人不计|pages asked for; robots are outside"
*/
select
    'request' as variant,
    requested_on as period_on,
    cast(is_dead as integer) as numerator,
    1 as denominator
from pub.fct_web_access
where is_page and agent_code <> 'robot' and requested_at < as_of_at()
union all
select
    'link' as variant,
    cast(last_requested_at as date) as period_on,
    cast(is_dead as integer) as numerator,
    1 as denominator
from mart.web_page
