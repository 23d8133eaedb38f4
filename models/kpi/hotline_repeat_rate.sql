/*
title_zh = "重复诉求率"
title = "Demands raised again"
question_zh = "多少诉求是 30 天内的重复诉求？"
question = "What share of the demands had been raised by the same citizen within 30 days?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "88812345 热线中心"

[variants.default]
zh = "30 天口径"
en = "within 30 days"
numerator = "同一来电人 30 天内就同类诉求、同一承办单位再次反映|orders of a caller who raised the same kind of demand with the same department within 30 days before"
denominator = "来电号码已登记的受理工单|orders accepted whose caller is known"
*/
with ordered as (
    select
        accepted_on,
        accepted_at,
        dept_id,
        demand_type,
        street_code,
        lag(accepted_at) over (
            partition by caller_key, demand_type, dept_name
            order by accepted_at, order_id
        ) as before_at
    from pub.fct_order
    where accepted_at < as_of_at() and caller_key is not null
)

select
    accepted_on as period_on,
    cast(coalesce(accepted_at <= before_at + interval 30 day, false) as integer) as numerator,
    1 as denominator,
    dept_id,
    demand_type as demand_type_code,
    street_code
from ordered
