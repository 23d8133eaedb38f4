/*
title_zh = "热线按时办结率"
title = "On-time closure rate of work orders"
question_zh = "派出的工单有多少按时办结？"
question = "What share of the dispatched orders was closed in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务热线考核惯例"
owner = "88812345 热线中心"

[variants.default]
zh = "到期口径"
en = "of orders due"
numerator = "在时限（含批准的延期）内办结|orders closed within their limit, approved extension included"
denominator = "派出且已办结或已到期的工单，不含在线解答|dispatched orders that are closed or past their limit; those settled in the call are outside"
part_of = {denominator = ["hotline_desk_rate.default.denominator"]}
*/
select
    accepted_on as period_on,
    cast(is_on_time as integer) as numerator,
    cast(is_due as integer) as denominator,
    not is_due as is_open,
    dept_id,
    demand_type as demand_type_code,
    street_code
from mart.hotline_order
where is_due or (is_pending and not is_closed_at_desk and due_at is not null)
