/*
description = "Whoever has a case, an event, a request or a return stands in a register"
description_zh = "办事、信用、诉求与月报的主体在名录中存在"
table = "pub.dim_organisation"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-29"
*/
with named as (
    select
        'green_case' as source_name,
        green_case_id as source_id,
        org_key
    from pub.fct_green_case
    union all
    select
        'credit_event' as source_name,
        credit_event_id as source_id,
        org_key
    from pub.fct_credit_event
    union all
    select
        'park_request' as source_name,
        park_request_id as source_id,
        org_key
    from pub.fct_park_request
    union all
    select
        'monthly_return' as source_name,
        cast(month_on as varchar) as source_id,
        org_key
    from pub.fct_monthly_return
)

select
    n.source_name,
    n.source_id,
    n.org_key
from named as n
left join pub.dim_organisation as o on n.org_key = o.org_key
where o.org_key is null
