/*
description = "All events of a ticket name one impact and one product"
description_zh = "同一工单影响与产品不变"
table = "mart.incident"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
*/
select
    ticket_id
from std.incident_event
group by ticket_id
having count(distinct impact_code) > 1 or count(distinct product_code) > 1
