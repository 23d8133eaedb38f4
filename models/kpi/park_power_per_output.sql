/*
title_zh = "万元产值电耗"
title = "Electricity per 10,000 yuan of output"
question_zh = "每万元产值用多少电？"
question = "How much electricity does 10,000 yuan of output take?"
kind = "ratio"
per = 100
unit = "kWh/万元"
better = "lower"
source = "local design"
owner = "园区管委会"
headline = "metered"

[variants.metered]
zh = "电表口径"
en = "by the meters"
numerator = "电表用电量，百分之一千瓦时|electricity by the meters, hundredths of a kWh"
denominator = "有电表企业的产值：元，已报企业月|output of firms with a meter: yuan, enterprise months reported"

[variants.returned]
zh = "填报口径"
en = "as returned"
numerator = "填报用电量，百分之一千瓦时|electricity as returned, hundredths of a kWh"
denominator = "填报用电企业的产值：元，填了用电量的企业月|output of firms that return electricity: yuan, enterprise months whose return gives it"
*/
select
    'metered' as variant,
    month_on as period_on,
    cast(metered_kwh * 100 as bigint) as numerator,
    cast(output_cny as bigint) as denominator,
    as_of() < cast(month_on + interval 1 month as date) + 9 as is_open,
    park_id,
    industry_section_code
from mart.enterprise_month
where is_filed and metered_kwh is not null
union all
select
    'returned' as variant,
    month_on as period_on,
    cast(returned_kwh * 100 as bigint) as numerator,
    cast(output_cny as bigint) as denominator,
    as_of() < cast(month_on + interval 1 month as date) + 9 as is_open,
    park_id,
    industry_section_code
from mart.enterprise_month
where is_filed and returned_kwh is not null
