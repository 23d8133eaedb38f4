/*
description = "Citizen messages with the official reply, typed and without addresses or texts"
description_zh = "已答复留言，标准层"
grain = "one row per answered message"
grain_zh = "每条已答复留言一行"
key = ["message_id"]

[columns]
user_key = "留言用户（假名）|Keyed hash: Author of the message, already masked by the publisher"
topic_key = "留言主题（假名）|Keyed hash: Title of the message; only its keyed hash leaves the judge"
detail_key = "留言详情（假名）|Keyed hash: Text of the message; only its keyed hash leaves the judge"
answer_length_n = "答复字数|Characters of the reply"
*/
select
    message_id,
    user_key,
    topic_key,
    asked_at,
    detail_key,
    deid_length(answer_text) as answer_length_n,
    answered_at
from raw.answered_message
