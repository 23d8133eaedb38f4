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
select
    month_on as period_on,
    cast(is_over_24h as integer) as numerator,
    cast(is_day_over as integer) as denominator,
    not is_day_over as is_open,
    street_code
from mart.locker_stay
