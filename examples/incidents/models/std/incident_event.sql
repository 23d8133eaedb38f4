/*
description = "Event log of incident tickets: who had a ticket, in which state, when it changed, typed"
description_zh = "事件工单流转，标准层"
grain = "one row per event"
grain_zh = "每个环节一行"
key = ["ticket_id", "happened_at", "status_code"]
*/
select
    ticket_id,
    happened_at,
    status_code,
    sub_status_code,
    group_name,
    line_name,
    role_name,
    officer_key,
    officer_country,
    group_country_code,
    impact_code,
    product_code
from raw.incident_event
