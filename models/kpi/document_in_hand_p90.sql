/*
title_zh = "公文在办时长（九成分位）"
title = "Days in hand, 90th percentile"
question_zh = "在办最久的一成公文至少压了多久？"
question = "How long has the slowest tenth of the tasks in hand waited at least?"
kind = "quantile"
quantile = 0.9
unit = "天"
better = "lower"
source = "local design"
owner = "红谷滩新区办公室"

[variants.default]
zh = "观察日在办"
en = "in hand on the day observed"
*/
select
    as_of() as period_on,
    date_diff('second', assigned_at, as_of_at()) / 86400.0 as value,
    dept_id,
    role as role_code
from mart.document_task
where is_to_handle and not is_done
