/*
title_zh = "答复率"
title = "Answer rate"
question_zh = "留言有答复的占多少？"
question = "What share of the messages has a reply?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "网络问政办公室"

[variants.default]
zh = "按留言"
en = "of all messages"
numerator = "有答复的留言|messages with a reply"
denominator = "全部留言|all messages"
*/
select
    asked_on as period_on,
    cast(is_answered as integer) as numerator,
    1 as denominator,
    extract_code
from mart.message_reply
