/*
title_zh = "月均亩均税收"
title = "Monthly tax per mu"
question_zh = "每亩用地每月产生多少税收？"
question = "How much tax does a mu of land yield in a month?"
kind = "ratio"
per = 1
unit = "万元/亩"
better = "higher"
source = "亩均论英雄评价惯例，本地设计"
owner = "园区管委会"

[variants.default]
zh = "已报口径"
en = "of firms that reported"
numerator = "税收，元|tax, yuan"
denominator = "用地，万分之一亩，每个已报企业月计一次|land in ten-thousandths of a mu, once for each enterprise month reported"
*/
select
    month_on as period_on,
    cast(tax_cny as bigint) as numerator,
    cast(land_mu * 10000 as bigint) as denominator,
    as_of() < cast(month_on + interval 1 month as date) + 9 as is_open,
    park_id,
    industry_section_code
from mart.enterprise_month
where is_filed and land_mu > 0
