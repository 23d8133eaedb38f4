/*
title_zh = "在册人口数"
title = "Persons on the register"
question_zh = "登记在册多少人？"
question = "How many persons are on the register?"
kind = "stock"
unit = "人"
better = "none"
source = "GB/T 31000"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "观察日在册"
en = "on the day observed"
numerator = "在册人口|active persons"
*/
select
    1 as numerator,
    street_code,
    resident_type_code
from pub.dim_person
where valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())
