/*
description = "Ratings of finished applications, with the service and department that they are about"
description_zh = "好差评事实，附服务与部门"
grain = "one row per rating"
grain_zh = "每条评价一行"
key = ["rating_id"]
incremental = {by = "rating_id"}
*/
select
    r.rating_id,
    r.app_no,
    p.service_id,
    p.dept_id,
    r.rated_at,
    r.rating_level_n,
    r.is_active_rating,
    r.rating_channel_code,
    r.comment_length_n,
    r.rectify_due_at,
    r.replied_at,
    r.revisited_at,
    r.rectified_at,
    r.is_rectify_satisfied
from std.service_rating as r
left join pub.fct_application as p on r.app_no = p.app_no
