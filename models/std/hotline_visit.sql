/*
description = "Call-backs after work orders"
description_zh = "热线回访，标准层"
grain = "one row per call-back"
grain_zh = "每次回访一行"
key = ["order_id", "visited_at"]

[columns]
order_id = "工单号|Number of the work order"
visited_at = "回访时间|When the citizen was called back"
is_reached = "是否有效回访|Whether the citizen was reached"
is_solved = "是否解决|Whether the citizen says that the demand is solved"
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
