/*
title_zh = "在营金融机构数"
title = "Financial institutions in business"
question_zh = "观察日有多少金融机构在营？"
question = "How many financial institutions are in business on the day observed?"
kind = "stock"
unit = "家"
better = "higher"
source = "local design"
owner = "金融办"

[variants.default]
zh = "在营"
en = "in business"
numerator = "观察日在营的金融机构|financial institutions in business on the day observed"
*/
select
    1 as numerator,
    licence_type_code
from pub.dim_organisation
where
    licence_type_code is not null
    and org_status_code = 'in_business'
    and valid_from_on <= as_of()
    and (valid_to_on is null or valid_to_on > as_of())
