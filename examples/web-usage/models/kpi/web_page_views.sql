/*
title_zh = "页面浏览量"
title = "Page views"
question_zh = "截至观察日的三十天里，清单上的页面被浏览了多少次？"
question = "How often were the listed pages viewed in the thirty days up to the day observed?"
kind = "stock"
unit = "次"
better = "higher"
source = "local design"
owner = "美国总务署数字分析项目组"
headline = "all_domains"

[variants.all_domains]
zh = "全部网站清单"
en = "list of all sites"
numerator = "三十天浏览量|page views of thirty days"

[variants.justice]
zh = "司法部清单"
en = "list of the Department of Justice"
numerator = "三十天浏览量|page views of thirty days"

[variants.homeland_security]
zh = "国土安全部清单"
en = "list of the Department of Homeland Security"
numerator = "三十天浏览量|page views of thirty days"

[variants.housing_urban_development]
zh = "住房与城市发展部清单"
en = "list of the Department of Housing and Urban Development"
numerator = "三十天浏览量|page views of thirty days"
*/
select
    report_code as variant,
    pageview_n as numerator,
    domain_name as domain_code
from pub.fct_page
