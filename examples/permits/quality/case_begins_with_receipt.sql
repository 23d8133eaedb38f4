/*
description = "Every application has the activity that confirms its receipt"
description_zh = "每件申请须有确认收件的活动"
table = "pub.fct_event"
dimension = "completeness"
gbt36344 = "02"
severity = "warn"
*/
select
    case_id
from pub.fct_event
group by case_id
having count(*) filter (where activity_name = 'Confirmation of receipt') <> 1
