/*
title_zh = "网站访问量"
title = "Visits"
question_zh = "全部网站被访问了多少次？"
question = "How many visits did all sites have?"
kind = "count"
unit = "次"
better = "higher"
source = "local design"
owner = "美国总务署数字分析项目组"
headline = "users"

[variants.users]
zh = "访问日报"
en = "report of users"
numerator = "访问次数|visits"

[variants.daily_sessions]
zh = "三十天会话报表"
en = "report of thirty days"
numerator = "访问次数|visits"
*/
select
    report_code as variant,
    day_on as period_on,
    visit_n as numerator
from pub.fct_visit_day
