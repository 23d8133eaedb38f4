/*
description = "Closed in time <= closed <= due <= registered, on every day and in every slice"
description_zh = "按期结案不多于结案，结案不多于应结案，应结案不多于立案"
table = "kpi.urban_case_on_time_rate"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
rule = "D-19"
*/
with counted as (
    select
        period_on,
        slice_type,
        slice_id,
        numerator as on_time_n,
        0 as closed_n,
        denominator as due_n,
        0 as closure_due_n,
        0 as registered_n
    from kpi.urban_case_on_time_rate
    union all
    select
        period_on,
        slice_type,
        slice_id,
        0 as on_time_n,
        numerator as closed_n,
        0 as due_n,
        denominator as closure_due_n,
        0 as registered_n
    from kpi.urban_case_closure_rate
    where variant = 'due'
    union all
    select
        period_on,
        slice_type,
        slice_id,
        0 as on_time_n,
        0 as closed_n,
        0 as due_n,
        0 as closure_due_n,
        denominator as registered_n
    from kpi.urban_case_rework_rate
)

select
    period_on,
    slice_type,
    slice_id,
    sum(on_time_n) as on_time_n,
    sum(closed_n) as closed_n,
    sum(due_n) as due_n,
    sum(registered_n) as registered_n
from counted
group by period_on, slice_type, slice_id
having
    sum(on_time_n) > sum(closed_n)
    or sum(closed_n) > sum(due_n)
    or sum(due_n) <> sum(closure_due_n)
    or sum(due_n) > sum(registered_n)
