/*
description = "Posts of the staff forum, without their text"
description_zh = "内网论坛，标准层：不含正文"
grain = "one row per post"
grain_zh = "每个帖子一行"
key = ["post_id"]

[columns]
author_key = "发帖人（假名）|Keyed hash of the author's staff number"
post_length_n = "正文字数|Characters in the text"
is_official_reply = "是否部门答复|Whether a department answers with it"
*/
select
    post_id,
    thread_id,
    board,
    author_key,
    dept_id,
    posted_at,
    deid_length(post_text) as post_length_n,
    coalesce(is_official_reply, false) as is_official_reply
from raw.forum_post
