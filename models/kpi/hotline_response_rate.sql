/*
title_zh = "热线响应率"
title = "Orders responded to within 24 hours"
question_zh = "派出的工单有多少在 24 小时内得到响应？"
question = "What share of the dispatched orders was signed for or replied to within 24 hours?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "88812345 热线中心"

[variants.default]
zh = "24 小时口径"
en = "within 24 hours"
numerator = "受理后 24 小时内签收或答复|orders signed for or replied to within 24 hours after acceptance"
denominator = "派出且已响应或已满 24 小时的工单，不含在线解答|dispatched orders that were responded to or are older than 24 hours; those settled in the call are outside"
part_of = {denominator = ["hotline_desk_rate.default.denominator"]}
*/
with observed as (
    select
        accepted_at,
        accepted_on,
        dept_id,
        demand_type,
        street_code,
        least(
            case when signed_at < as_of_at() then signed_at end,
            case when replied_at < as_of_at() then replied_at end,
            case when closed_at < as_of_at() then closed_at end
        ) as responded_at
    from pub.fct_order
    where accepted_at < as_of_at() and not is_closed_at_desk
)

select
    accepted_on as period_on,
    cast(coalesce(responded_at <= accepted_at + interval 24 hour, false) as integer) as numerator,
    cast(responded_at is not null or accepted_at + interval 24 hour < as_of_at() as integer) as denominator,
    responded_at is null and accepted_at + interval 24 hour >= as_of_at() as is_open,
    dept_id,
    demand_type as demand_type_code,
    street_code
from observed
