/*
title_zh = "人口信息更新及时率"
title = "Persons updated within 90 days"
question_zh = "在册人口信息有多少在 90 天内更新过？"
question = "What share of the persons on the register was updated within 90 days?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "90 天"
en = "within 90 days"
numerator = "90 天内更新|persons updated within 90 days"
denominator = "在册人口|active persons"
*/
select
    as_of() as period_on,
    cast(updated_on >= as_of() - 90 as integer) as numerator,
    1 as denominator,
    street_code,
    resident_type_code
from pub.dim_person
where valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())
