/*
description = "Ratings of finished applications, with the service and department that they are about"
description_zh = "好差评事实，附服务与部门"
grain = "one row per rating"
grain_zh = "每条评价一行"
key = ["rating_id"]
incremental = {by = "rating_id"}

[columns]
rating_id = "评价编号|Number of the rating"
app_no = "办件编号|Number of the application"
service_id = "服务编号|Number of the service item"
dept_id = "服务主管部门编号，无法对应时为空|Department in charge of the service, empty where it is not known"
rated_at = "评价时间|When the rating was given"
rating_level_n = "评价等级：5 非常满意至 1 非常不满意|Level of the rating, from 5 very satisfied to 1 very dissatisfied"
is_active_rating = "是否主动评价，默认好评不算|Whether a citizen gave it; what the system enters by itself is none"
rating_channel_code = "评价渠道代码|Channel of the rating: window, web, app, sms or kiosk"
comment_length_n = "评价字数|Characters in the comment"
rectify_due_at = "差评整改时限|When a bad rating must be rectified by"
replied_at = "答复时间|When the citizen got a reply"
revisited_at = "差评回访时间|When the citizen was visited again"
rectified_at = "差评整改时间|When the cause of a bad rating was rectified"
is_rectify_satisfied = "对整改是否满意|Whether the rectification satisfies the citizen"
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
