/*
title_zh = "有容器的地址数"
title = "Addresses with a container"
question_zh = "容器分布在多少个地址？"
question = "At how many addresses do containers stand?"
kind = "stock"
unit = "处"
better = "none"
source = "local design"
owner = "苏黎世市清洁与再生利用处"

[variants.default]
zh = "不同地址"
en = "different addresses"
numerator = "不同地址|different addresses"
*/
select
    as_of() as period_on,
    1 as numerator
from pub.dim_container
group by address_text
