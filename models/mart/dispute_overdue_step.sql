/*
description = "Disputes open past their limit by how long; where a step holds fewer than ten, all are counted together"
description_zh = "超期未结纠纷按超期天数分档；有一档不足十件时合并为一档，合计不足十件时不列"
grain = "one row per step"
grain_zh = "每档一行"
key = ["step_d"]
aggregate = ["dispute_n"]

[columns]
step_d = "超期天数上限；0 为 90 天以上，-1 为各档合并|Most days past the limit; 0 for more than 90, -1 for all together"
dispute_n = "纠纷数|Disputes"
*/
with late as (
    select case when as_of() - due_on <= 30 then 30 when as_of() - due_on <= 90 then 90 else 0 end as step_d
    from mart.dispute_outcome
    where is_overdue
),

stepped as (
    select step_d, count(*) as step_n
    from late
    group by step_d
),

told as (
    select case when min(step_n) over () < 10 then -1 else step_d end as step_d, step_n
    from stepped
)

select step_d, cast(sum(step_n) as bigint) as dispute_n
from told
group by step_d
having sum(step_n) >= 10
