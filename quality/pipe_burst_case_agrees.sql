/*
description = "The case that sent for a repair exists and is of a burst water pipe"
description_zh = "派遣抢修的城管案件存在，且为自来水管破裂"
table = "pub.fct_pipe_burst"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-11"
*/
select
    b.burst_id,
    b.case_id,
    c.category_code
from pub.fct_pipe_burst as b
left join pub.fct_case as c on b.case_id = c.case_id
where b.case_id is not null and (c.case_id is null or c.category_code <> 'event-04-02')
