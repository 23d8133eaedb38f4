/*
description = "Citizen messages to the leaders' message board, typed and without addresses or texts"
description_zh = "群众留言，标准层"
grain = "one row per message"
grain_zh = "每条留言一行"
key = ["message_id"]

[columns]
user_key = "留言用户（假名）|Keyed hash: Author of the message, already masked by the publisher"
topic_key = "留言主题（假名）|Keyed hash: Title of the message; only its keyed hash leaves the judge"
detail_key = "留言详情（假名）|Keyed hash: Text of the message; only its keyed hash leaves the judge"
*/
select
    message_id,
    user_key,
    topic_key,
    asked_at,
    detail_key,
    dislike_n,
    like_n
from raw.message
