/*
description = "Posts of the staff forum, by department"
description_zh = "内网论坛事实，只到部门"
grain = "one row per post"
grain_zh = "每个帖子一行"
key = ["post_id"]

[references]
thread_id = {to = "pub.fct_forum_post.post_id", id = "forum_thread_exists", words = "回帖的主题帖存在|The post that opens a thread exists"}

[columns]
post_id = "帖子编号|Number of the post"
thread_id = "主题帖编号|Post that opens the thread"
board = "版块|Board"
dept_id = "发帖部门编号|Department of the author"
posted_at = "发帖时间|When it was posted"
post_length_n = "正文字数|Characters in the text"
is_official_reply = "是否部门答复|Whether a department answers with it"
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
