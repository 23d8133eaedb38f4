/*
title_zh = "企业直报率"
title = "Return rate of enterprises"
question_zh = "应报月报的企业有多少报了？"
question = "What share of the monthly returns due has come?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "园区管委会"

[variants.default]
zh = "已报口径"
en = "of returns due, whenever filed"
numerator = "已报的企业月，晚报也算，重报只算一次|enterprise months reported, late ones too, each once however often it was filed"
denominator = "应报企业月：月末在营、纳入直报且已过次月 10 日|enterprise months due: in business at the end of the month, in scope, and the 10th of the next month has come"
*/
select
    month_on as period_on,
    cast(is_filed as integer) as numerator,
    1 as denominator,
    park_id,
    industry_section_code
from mart.enterprise_month
where is_expected
