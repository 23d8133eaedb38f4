/*
title_zh = "入户走访率"
title = "Households visited"
question_zh = "每月走访了多少住户？"
question = "What share of the households was visited in the month?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "户数口径"
en = "of households"
numerator = "走访户数|households visited"
denominator = "户数|households"
*/
select
    month_on as period_on,
    visited_household_n as numerator,
    household_n as denominator,
    as_of() < cast(month_on + interval 1 month as date) + 4 as is_open,
    street_code
from pub.fct_street_month
where filed_on <= as_of()
