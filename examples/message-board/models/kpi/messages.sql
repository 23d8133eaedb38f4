/*
title_zh = "留言条数"
title = "Messages"
question_zh = "收到多少条留言？"
question = "How many messages came in?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "网络问政办公室"

[variants.default]
zh = "留言条数"
en = "Messages"
numerator = "留言条数|Messages"
*/
select
    asked_on as period_on,
    1 as numerator,
    extract_code
from mart.message_reply
