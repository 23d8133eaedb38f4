/*
title_zh = "热线满意率"
title = "Satisfaction rate of work orders"
question_zh = "市民对办理满意吗？"
question = "How many citizens are satisfied?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务热线考核惯例，有效回访口径"
owner = "88812345 热线中心"

[variants.default]
zh = "有效回访口径"
en = "of effective call-backs"
numerator = "满意与基本满意|satisfied or basically satisfied"
denominator = "已办结且有效回访并作出评价的工单；未联系上的既非满意也非不满意|closed orders rated in an effective call-back; a citizen who was not reached is neither satisfied nor dissatisfied"
part_of = {denominator = ["hotline_desk_rate.default.denominator"]}
*/
select
    accepted_on as period_on,
    cast(is_satisfied as integer) as numerator,
    cast(is_rated as integer) as denominator,
    not is_rated as is_open,
    dept_id,
    demand_type as demand_type_code,
    street_code
from mart.hotline_order
where
    is_rated
    or is_pending
    -- no norm says until when a citizen is called back: 10 days after closure are a local design
    or (is_closed and not is_reached and closed_at >= as_of_at() - interval 10 day)
