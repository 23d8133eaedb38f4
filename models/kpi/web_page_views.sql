/*
title_zh = "网站网页访问量"
title = "Page views of the website"
question_zh = "网站网页被访问了多少次？"
question = "How often were the pages of the website viewed?"
kind = "count"
unit = "次"
better = "higher"
source = "local design"
owner = "政务公开办公室"

[variants.default]
zh = "网页访问"
en = "page views"
numerator = "成功响应的网页访问，机器人不计|page views that were answered; robots are outside"
*/
select
    requested_on as period_on,
    1 as numerator,
    agent_code
from pub.fct_web_access
where is_page and agent_code <> 'robot' and response_code between '200' and '399' and requested_at < as_of_at()
