/*
title_zh = "人房关联率"
title = "Persons linked with a room"
question_zh = "在册人口有多少能落到已登记的房屋？"
question = "What share of the persons on the register lives in a registered room?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 31000；本地设计"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "在册人口口径"
en = "of active persons"
numerator = "住址为已登记房屋|persons whose home is a registered room"
denominator = "在册人口|active persons"
*/
select
    as_of() as period_on,
    cast(is_room_linked as integer) as numerator,
    1 as denominator,
    street_code,
    resident_type_code
from pub.dim_person
where valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())
