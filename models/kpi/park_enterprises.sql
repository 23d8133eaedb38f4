/*
title_zh = "园区在营企业数"
title = "Enterprises in business in the parks"
question_zh = "观察日园区里有多少企业在营？"
question = "How many enterprises of the parks are in business on the day observed?"
kind = "stock"
unit = "家"
better = "higher"
source = "local design"
owner = "园区管委会"

[variants.default]
zh = "在营"
en = "in business"
numerator = "观察日在营的园区企业|enterprises of the parks in business on the day observed"
*/
select
    1 as numerator,
    o.park_id,
    i.industry_section_code
from pub.dim_organisation as o
left join pub.dim_industry as i on o.industry_code = i.industry_code
where
    o.park_id is not null
    and o.org_status_code = 'in_business'
    and o.valid_from_on <= as_of()
    and (o.valid_to_on is null or o.valid_to_on > as_of())
