/*
title_zh = "热线解决率"
title = "Resolution rate of work orders"
question_zh = "市民认为解决了多少？"
question = "What share of the demands do citizens call solved?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务热线考核惯例，扣除未到期工单"
owner = "88812345 热线中心"

[variants.default]
zh = "扣除未到期"
en = "less orders within their limit"
numerator = "回访确认已解决|orders that a citizen called solved"
denominator = "已办结且有效回访的工单和超期未结工单；未到期与未联系上的不计|orders closed with an effective call-back and orders open past their limit; those within their limit or not reached are outside"
part_of = {denominator = ["hotline_desk_rate.default.denominator"]}
*/
select
    accepted_on as period_on,
    cast(is_resolved as integer) as numerator,
    cast(is_answerable as integer) as denominator,
    not is_answerable as is_open,
    dept_id,
    demand_type as demand_type_code,
    street_code
from mart.hotline_order
where
    is_answerable
    or is_pending
    -- no norm says until when a citizen is called back: 10 days after closure are a local design
    or (is_closed and not is_reached and closed_at >= as_of_at() - interval 10 day)
