/*
title_zh = "被访问的网站数"
title = "Sites visited"
question_zh = "有多少网站被访问？"
question = "How many sites were visited?"
kind = "stock"
unit = "个"
better = "higher"
source = "local design"
owner = "美国总务署数字分析项目组"
headline = "extended"

[variants.extended]
zh = "扩展报表"
en = "the widest report"
numerator = "域名|hosts"

[variants.short]
zh = "常规报表"
en = "the ordinary report"
numerator = "域名|hosts"
*/
select
    'extended' as variant,
    as_of() as period_on,
    1 as numerator
from pub.fct_site
where is_named
union all
select
    'short' as variant,
    as_of() as period_on,
    1 as numerator
from pub.fct_site
where is_named and has_short_report
