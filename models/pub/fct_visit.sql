/*
description = "Call-backs after work orders"
description_zh = "热线回访事实"
grain = "one row per call-back"
grain_zh = "每次回访一行"
key = ["order_id", "visited_at"]
incremental = {by = "order_id"}

[references]
order_id = {to = "pub.fct_order.order_id", id = "visit_order_exists", words = "回访的工单存在|The work order of a call-back exists"}
*/
select
    order_id,
    visited_at,
    is_reached,
    is_solved,
    satisfaction_code
from std.hotline_visit
