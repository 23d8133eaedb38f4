/*
title_zh = "快递柜存放时长（中位数）"
title = "Hours in the locker, median"
question_zh = "包裹一般在柜里放多久？"
question = "How long does a parcel usually lie in the locker?"
kind = "quantile"
quantile = 0.5
unit = "小时"
better = "lower"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "用户取走的包裹，按入箱月"
en = "parcels taken by their receivers, by month of storing"
*/
select
    cast(date_trunc('month', p.stored_on) as date) as period_on,
    p.dwell_min / 60.0 as value,
    s.cell_id as street_code
from pub.fct_locker_parcel as p
inner join mart.publishable_cell as w
    on w.subject_code = 'parcel' and w.cell_type_code = 'all' and cast(date_trunc('month', p.stored_on) as date) = w.month_on
left join mart.publishable_cell as s
    on
        s.subject_code = 'parcel'
        and s.cell_type_code = 'street'
        and cast(date_trunc('month', p.stored_on) as date) = s.month_on
        and p.street_code = s.cell_id
where p.taken_on <= as_of() and p.taken_kind = '用户取件'
