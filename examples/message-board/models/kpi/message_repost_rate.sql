/*
title_zh = "重复留言率"
title = "Re-post rate"
question_zh = "留言中有多少是重复发布？"
question = "What share of the messages was posted before?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "网络问政办公室"
headline = "detail"

[variants.detail]
zh = "详情相同"
en = "same text"
numerator = "详情曾出现的留言|messages whose text was posted before"
denominator = "全部留言|all messages"

[variants.detail_by_other]
zh = "详情相同且首发为他人"
en = "same text, first by another user"
numerator = "他人曾发布相同详情的留言|messages whose text another user posted first"
denominator = "全部留言|all messages"

[variants.topic]
zh = "主题相同"
en = "same title"
numerator = "主题曾出现的留言|messages whose title was posted before"
denominator = "全部留言|all messages"
*/
select
    'detail' as variant,
    asked_on as period_on,
    cast(is_detail_repost as integer) as numerator,
    1 as denominator,
    extract_code
from mart.message_reply
union all
select
    'detail_by_other' as variant,
    asked_on as period_on,
    cast(is_repost_by_other as integer) as numerator,
    1 as denominator,
    extract_code
from mart.message_reply
union all
select
    'topic' as variant,
    asked_on as period_on,
    cast(is_topic_repost as integer) as numerator,
    1 as denominator,
    extract_code
from mart.message_reply
