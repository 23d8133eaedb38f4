/*
description = "Call-backs after work orders"
description_zh = "热线回访，标准层"
grain = "one row per call-back"
grain_zh = "每次回访一行"
key = ["order_id", "visited_at"]

[columns]
satisfaction_code = "满意度代码|Satisfaction: satisfied, basically_satisfied or dissatisfied"
*/
select
    order_id,
    visited_at,
    is_reached,
    is_solved,
    case satisfied when '满意' then 'satisfied' when '基本满意' then 'basically_satisfied' when '不满意' then 'dissatisfied' end
        as satisfaction_code
from raw.hotline_visit
