/*
description = "Messages of both extracts, with the reply where there is one"
description_zh = "两份附件合并的留言及答复"
grain = "one row per message"
grain_zh = "每条留言一行"
key = ["message_id"]

[columns]
message_id = "留言编号|Number of the message"
extract_code = "提取批次|Dataset that the row came from"
user_key = "留言用户（假名）|Keyed hash: Author of the message, already masked by the publisher"
topic_key = "留言主题（假名）|Keyed hash: Title of the message; only its keyed hash leaves the judge"
detail_key = "留言详情（假名）|Keyed hash: Text of the message; only its keyed hash leaves the judge"
like_n = "点赞数|How many readers agreed"
dislike_n = "反对数|How many readers disagreed"
asked_at = "留言时间|When the message was posted; text and real date cells in one column"
is_answered = "是否已答复|Whether the message has a reply"
answered_at = "答复时间|When the reply was posted; NULL without a reply"
answer_length_n = "答复字数|Characters of the reply"
*/
select
    message_id,
    'message' as extract_code,
    user_key,
    topic_key,
    detail_key,
    like_n,
    dislike_n,
    asked_at,
    false as is_answered,
    cast(null as timestamptz) as answered_at,
    cast(null as bigint) as answer_length_n
from std.message
union all
select
    message_id,
    'answered_message' as extract_code,
    user_key,
    topic_key,
    detail_key,
    cast(null as bigint) as like_n,
    cast(null as bigint) as dislike_n,
    asked_at,
    true as is_answered,
    answered_at,
    answer_length_n
from std.answered_message
