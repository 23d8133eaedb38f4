/*
description = "Posts of the staff forum, by department"
description_zh = "内网论坛事实，只到部门"
grain = "one row per post"
grain_zh = "每个帖子一行"
key = ["post_id"]

[references]
thread_id = {to = "pub.fct_forum_post.post_id", id = "forum_thread_exists", words = "回帖的主题帖存在|The post that opens a thread exists"}
*/
select
    post_id,
    thread_id,
    board,
    dept_id,
    posted_at,
    post_length_n,
    is_official_reply
from std.forum_post
