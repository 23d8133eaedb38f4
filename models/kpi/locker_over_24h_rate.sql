/*
title_zh = "超过 24 小时的包裹占比"
title = "Parcels that lay longer than 24 hours"
question_zh = "有多少包裹在柜里超过 24 小时？"
question = "What share of the parcels lay in the locker for more than 24 hours?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "按入箱月"
en = "by month of storing"
numerator = "存放超过 24 小时，含退回与仍在柜的|parcels that lay or lie longer than 24 hours, returned ones included"
denominator = "已出箱或已满 24 小时的包裹；不足 24 小时仍在柜的不计；每月不足十人的街道并入未登记|parcels that left or have lain for 24 hours; those that came less than a day ago are outside; streets with fewer than ten people in a month are not told apart"
*/
with observed as (
    select
        street_code,
        stored_on,
        case when taken_on <= as_of() then dwell_min end as dwell_min
    from pub.fct_locker_parcel
    where stored_on <= as_of()
)

select
    cast(date_trunc('month', p.stored_on) as date) as period_on,
    cast(coalesce(p.dwell_min > 1440, true) as integer) as numerator,
    1 as denominator,
    s.cell_id as street_code
from observed as p
inner join mart.publishable_cell as w
    on w.subject_code = 'parcel' and w.cell_type_code = 'all' and cast(date_trunc('month', p.stored_on) as date) = w.month_on
left join mart.publishable_cell as s
    on
        s.subject_code = 'parcel'
        and s.cell_type_code = 'street'
        and cast(date_trunc('month', p.stored_on) as date) = s.month_on
        and p.street_code = s.cell_id
where p.dwell_min is not null or p.stored_on < as_of()
