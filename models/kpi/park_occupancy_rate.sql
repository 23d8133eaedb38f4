/*
title_zh = "园区入驻率"
title = "Park occupancy"
question_zh = "可出租面积租出了多少？"
question = "What share of the floor area that can be let is let?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "园区管委会"

[variants.default]
zh = "面积口径"
en = "of floor area"
numerator = "在营与停业企业的租用面积（平方米）|floor area leased by firms in business or suspended, square metres"
denominator = "可出租面积（平方米）|floor area that can be let, square metres"
*/
with leased as (
    select
        park_id,
        sum(leased_m2) as leased_m2
    from pub.dim_organisation
    where
        org_status_code in ('in_business', 'suspended')
        and valid_from_on <= as_of()
        and (valid_to_on is null or valid_to_on > as_of())
    group by park_id
)

select
    as_of() as period_on,
    coalesce(l.leased_m2, 0) as numerator,
    p.rentable_m2 as denominator,
    p.park_id
from pub.dim_park as p
left join leased as l on p.park_id = l.park_id
where p.opened_on is null or p.opened_on <= as_of()
