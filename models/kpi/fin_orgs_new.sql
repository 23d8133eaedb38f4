/*
title_zh = "新入驻金融机构数"
title = "Financial institutions settled"
question_zh = "今年新入驻了多少金融机构？"
question = "How many financial institutions settled this year?"
kind = "count"
unit = "家"
better = "higher"
source = "local design"
owner = "金融办"

[variants.default]
zh = "本年新入驻"
en = "settled this year"
numerator = "观察日所在年度入驻的金融机构，当年又退出的也算|financial institutions that settled in the year observed, also those that left again"
*/
with settled as (
    select distinct
        org_key,
        settled_on,
        licence_type_code
    from pub.dim_organisation
    where licence_type_code is not null
)

select
    settled_on as period_on,
    1 as numerator,
    licence_type_code
from settled
where settled_on >= cast(date_trunc('year', as_of()) as date)
