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
    month_on as period_on,
    dwell_min / 60.0 as value,
    not is_collected as is_open,
    street_code
from mart.locker_stay
where is_collected or dwell_min is null
