/*
description = "All events of an application carry the same case attributes"
description_zh = "同一申请的事件须带相同的案件属性"
table = "pub.fct_case"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
*/
select
    case_id
from std.permit_event
group by case_id
having
    count(distinct channel_code) > 1
    or count(distinct unit_code) > 1
    or count(distinct group_code) > 1
    or count(distinct responsible_id) > 1
    or count(distinct started_at) > 1
    or count(distinct planned_end_at) > 1
    or count(distinct due_at) > 1
    or count(distinct ended_at) > 1
    or count(ended_at) not in (0, count(*))
    or count(group_code) not in (0, count(*))
