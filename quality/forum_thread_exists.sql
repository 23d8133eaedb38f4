/*
description = "The post that opens a thread exists"
description_zh = "回帖的主题帖存在"
table = "pub.fct_forum_post"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    p.post_id,
    p.thread_id
from pub.fct_forum_post as p
left join pub.fct_forum_post as t on p.thread_id = t.post_id
where t.post_id is null
