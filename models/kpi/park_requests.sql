/*
title_zh = "园区诉求量"
title = "Park requests"
question_zh = "园区企业提了多少诉求？"
question = "How many requests did the enterprises of the parks make?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "园区管委会"

[variants.default]
zh = "受理"
en = "accepted"
numerator = "受理的诉求|requests accepted"
*/
select
    accepted_on as period_on,
    1 as numerator,
    park_id,
    request_kind_code
from pub.fct_park_request
