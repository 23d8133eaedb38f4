/*
title_zh = "企业按期直报率"
title = "Returns filed in time"
question_zh = "应报月报的企业有多少按期报了？"
question = "What share of the monthly returns due came in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "园区管委会"

[variants.default]
zh = "按期口径"
en = "of returns due"
numerator = "次月 10 日前（含）首次填报的企业月|enterprise months first filed by the 10th of the next month"
denominator = "应报企业月：月末在营、纳入直报且已过次月 10 日|enterprise months due: in business at the end of the month, in scope, and the 10th of the next month has come"
part_of = {numerator = ["park_return_rate.default.numerator"], denominator = ["park_return_rate.default.denominator"]}
*/
select
    month_on as period_on,
    cast(is_on_time as integer) as numerator,
    1 as denominator,
    park_id,
    industry_section_code
from mart.enterprise_month
where is_expected
