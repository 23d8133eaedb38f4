/*
description = "Event log of incident tickets: who had a ticket, in which state, when it changed, typed"
description_zh = "事件工单流转，标准层"
grain = "one row per event"
grain_zh = "每个环节一行"
key = ["ticket_id", "happened_at", "status_code"]

[columns]
ticket_id = "工单编号|Number of the ticket"
happened_at = "发生时间|When the ticket changed"
status_code = "状态|State of the ticket"
sub_status_code = "子状态|Sub-state of the ticket"
group_name = "支持组|Group that had the ticket; its name ends in the lines it serves, none for the first"
line_name = "组织线|Organisation line of the group"
role_name = "职能|Function of the group"
officer_key = "经办人|First name of whoever changed the ticket; keyed"
officer_country = "经办人国家|Country of whoever changed the ticket; the literal 0 means none"
group_country_code = "支持组国家|Country of the group; the literal 0 means none"
impact_code = "影响程度|Impact of the ticket"
product_code = "产品|Product that the ticket is about"
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
