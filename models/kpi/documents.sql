/*
title_zh = "公文数"
title = "Documents"
question_zh = "收发了多少公文？"
question = "How many documents were received and issued?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "红谷滩新区办公室"

[variants.default]
zh = "收文与发文"
en = "received and issued"
numerator = "登记的公文|documents registered"
*/
select
    cast(registered_at as date) as period_on,
    1 as numerator,
    direction_code,
    urgency as urgency_code
from pub.fct_document
where registered_at < as_of_at()
