/*
title_zh = "论坛建议答复率"
title = "Suggestions in the forum answered"
question_zh = "内网论坛的意见建议有多少在 72 小时内答复？"
question = "What share of the suggestions was answered within 72 hours?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "红谷滩新区办公室"

[variants.default]
zh = "72 小时口径"
en = "within 72 hours"
numerator = "72 小时内有部门答复的主题帖|suggestions that a department answered within 72 hours"
denominator = "“意见建议”版块中已答复或已满 72 小时的主题帖|threads of the board for suggestions that are answered or older than 72 hours"
*/
with answer as (
    select
        thread_id,
        min(posted_at) as answered_at
    from pub.fct_forum_post
    where is_official_reply and posted_at < as_of_at()
    group by thread_id
)

select
    cast(p.posted_at as date) as period_on,
    cast(coalesce(a.answered_at <= p.posted_at + interval 72 hour, false) as integer) as numerator,
    cast(a.answered_at is not null or p.posted_at + interval 72 hour < as_of_at() as integer) as denominator,
    a.answered_at is null and p.posted_at + interval 72 hour >= as_of_at() as is_open,
    p.dept_id
from pub.fct_forum_post as p
left join answer as a on p.post_id = a.thread_id
where p.post_id = p.thread_id and p.board = '意见建议' and p.posted_at < as_of_at()
