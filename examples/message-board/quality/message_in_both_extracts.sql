/*
description = "No message stands in both extracts"
description_zh = "同一留言不得出现在两份附件中"
table = "pub.fct_message"
dimension = "uniqueness"
gbt36344 = "03"
severity = "block"
*/
select
    message_id,
    count(*) as copies_n
from pub.fct_message
group by message_id
having count(*) > 1
