/*
title_zh = "跳出率"
title = "Visits that leave at once"
question_zh = "截至观察日的三十天里，多少访问看一眼就走？"
question = "What share of the visits of the thirty days up to the day observed left at once?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "美国总务署数字分析项目组"
headline = "all_domains"

[variants.all_domains]
zh = "全部网站清单"
en = "list of all sites"
numerator = "三十天跳出次数|visits of thirty days that left at once"
denominator = "三十天访问次数|visits of thirty days"

[variants.justice]
zh = "司法部清单"
en = "list of the Department of Justice"
numerator = "三十天跳出次数|visits of thirty days that left at once"
denominator = "三十天访问次数|visits of thirty days"

[variants.homeland_security]
zh = "国土安全部清单"
en = "list of the Department of Homeland Security"
numerator = "三十天跳出次数|visits of thirty days that left at once"
denominator = "三十天访问次数|visits of thirty days"

[variants.housing_urban_development]
zh = "住房与城市发展部清单"
en = "list of the Department of Housing and Urban Development"
numerator = "三十天跳出次数|visits of thirty days that left at once"
denominator = "三十天访问次数|visits of thirty days"
*/
select
    report_code as variant,
    as_of() as period_on,
    bounce_n as numerator,
    visit_n as denominator
from pub.fct_page
