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

[variants.filed]
zh = "已报口径"
en = "of returns due, whenever filed"
numerator = "已报的企业月，晚报也算，重报只算一次|enterprise months reported, late ones too, each once however often it was filed"
denominator = "应报企业月：月末在营、纳入直报且已过次月 10 日|enterprise months due: in business at the end of the month, in scope, and the 10th of the next month has come"

[variants.on_time]
zh = "按期口径"
en = "of returns due, filed in time"
numerator = "次月 10 日前（含）首次填报|first filed by the 10th of the next month"
denominator = "应报企业月：月末在营、纳入直报且已过次月 10 日|enterprise months due: in business at the end of the month, in scope, and the 10th of the next month has come"
*/
select
    'filed' as variant,
    month_on as period_on,
    cast(is_filed as integer) as numerator,
    1 as denominator,
    park_id,
    industry_section_code
from mart.enterprise_month
where is_expected
union all
select
    'on_time' as variant,
    month_on as period_on,
    cast(is_on_time as integer) as numerator,
    1 as denominator,
    park_id,
    industry_section_code
from mart.enterprise_month
where is_expected
