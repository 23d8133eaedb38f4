/*
title_zh = "绿色通道受理量"
title = "Green-channel cases"
question_zh = "绿色通道受理了多少事项？"
question = "How many cases came through the green channel?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "金融办"

[variants.default]
zh = "受理"
en = "accepted"
numerator = "受理的事项|cases accepted"
*/
select
    accepted_on as period_on,
    1 as numerator,
    service_kind_code
from pub.fct_green_case
