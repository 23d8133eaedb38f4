/*
description = "Every message with its reply and whether its text or title was posted before"
description_zh = "每条留言的答复及是否重复"
grain = "one row per message"
grain_zh = "每条留言一行"
key = ["message_id"]

[columns]
first_user_key = "首发用户（假名）|Author of the first message with this text, keyed"
asked_on = "留言日期|Day on which the message was posted"
is_answered = "是否已答复|Whether the message has a reply"
answered_at = "答复时间|When the reply was posted; NULL without a reply"
duration_min = "答复时长（分钟）|Minutes from message to reply"
is_detail_repost = "是否详情重复|Whether the same text was posted before in this extract"
is_topic_repost = "是否主题重复|Whether the same title was posted before in this extract"
is_repost_by_other = "是否他人重复|Whether the same text was first posted by another user"
*/
with ranked as (
    select
        message_id, extract_code, user_key, asked_at, answered_at, answer_length_n, is_answered,
        row_number() over (
            partition by extract_code, detail_key order by asked_at, cast(message_id as bigint)
        ) as detail_rank_n,
        row_number() over (
            partition by extract_code, topic_key order by asked_at, cast(message_id as bigint)
        ) as topic_rank_n,
        first_value(user_key) over (
            partition by extract_code, detail_key order by asked_at, cast(message_id as bigint)
        ) as first_user_key
    from pub.fct_message
    where asked_at < as_of_at()
)
select
    message_id,
    extract_code,
    user_key,
    first_user_key,
    asked_at,
    cast(asked_at as date) as asked_on,
    is_answered and coalesce(answered_at < as_of_at(), true) as is_answered,
    case when answered_at < as_of_at() then answered_at end as answered_at,
    case when answered_at < as_of_at() then (epoch(answered_at) - epoch(asked_at)) / 60.0 end as duration_min,
    answer_length_n,
    detail_rank_n > 1 as is_detail_repost,
    topic_rank_n > 1 as is_topic_repost,
    detail_rank_n > 1 and user_key <> first_user_key as is_repost_by_other
from ranked
