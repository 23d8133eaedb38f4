/*
title_zh = "跳出率"
title = "Visits that leave at once"
question_zh = "多少访问看一眼就走？"
question = "What share of the visits leaves at once?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "美国总务署数字分析项目组"

[variants.all_domains]
zh = "全部网站清单"
en = "list of all sites"
numerator = "跳出次数|visits that left at once"
denominator = "访问次数|visits"

[variants.justice]
zh = "司法部清单"
en = "list of the Department of Justice"
numerator = "跳出次数|visits that left at once"
denominator = "访问次数|visits"

[variants.homeland_security]
zh = "国土安全部清单"
en = "list of the Department of Homeland Security"
numerator = "跳出次数|visits that left at once"
denominator = "访问次数|visits"

[variants.housing_urban_development]
zh = "住房与城市发展部清单"
en = "list of the Department of Housing and Urban Development"
numerator = "跳出次数|visits that left at once"
denominator = "访问次数|visits"
*/
select
    report_code as variant,
    as_of() as period_on,
    bounce_n as numerator,
    visit_n as denominator
from pub.fct_page
