/*
description = "Ratings of finished applications, without the words of the comment"
description_zh = "好差评，标准层：不含评价内容"
grain = "one row per rating"
grain_zh = "每条评价一行"
key = ["rating_id"]

[columns]
rating_level_n = "评价等级：5 非常满意至 1 非常不满意|Level of the rating, from 5 very satisfied to 1 very dissatisfied"
is_active_rating = "是否主动评价，默认好评不算|Whether a citizen gave it; what the system enters by itself is none"
rating_channel_code = "评价渠道代码|Channel of the rating: window, web, app, sms or kiosk"
comment_length_n = "评价字数|Characters in the comment"
replied_at = "答复时间|When the citizen got a reply"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    rating_id,
    app_no,
    rated_at,
    rating_level as rating_level_n,
    is_active_rating,
    rating_channel as rating_channel_code,
    deid_length(comment_text) as comment_length_n,
    rectify_due_at,
    replied_at,
    revisited_at,
    rectified_at,
    is_rectify_satisfied,
    updated_at
from raw.service_rating
