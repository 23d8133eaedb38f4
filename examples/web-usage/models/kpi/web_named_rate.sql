/*
title_zh = "访问归类完整率"
title = "Visits with a named member"
question_zh = "各维度的访问有多少写明了类别？"
question = "What share of each dimension's visits is named, not put into a bucket for the rest?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "美国总务署数字分析项目组"

[variants.default]
zh = "各维度报表"
en = "of each dimension's report"
numerator = "写明类别的访问|visits with a named member"
denominator = "全部访问|all visits"
*/
select
    day_on as period_on,
    named_visit_n as numerator,
    visit_n as denominator,
    dimension_code
from mart.visit_dimension_day
