/*
title_zh = "网格事件办结率"
title = "Closure rate of grid events"
question_zh = "应该办结的网格事件办了多少？"
question = "What share of the grid events is closed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例"
owner = "社会管理综合治理办公室"
headline = "due"

[variants.due]
zh = "应办结口径"
en = "of events due"
numerator = "应办结中已办结|events due that are closed"
denominator = "应办结：已受理，扣除作废和未到期|accepted events less those void or open and not yet due"
part_of = {numerator = ["grid_event_closure_rate.reported.numerator"], denominator = ["grid_event_on_time_rate.default.denominator", "grid_events.default.numerator"]}

[variants.reported]
zh = "上报口径"
en = "of events reported"
numerator = "已办结|events closed"
denominator = "上报事件|events reported"
*/
select
    'due' as variant,
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    cast(coalesce(is_due, false) as integer) as denominator,
    not coalesce(is_due, false) as is_open,
    street_code,
    grid_event_kind_code,
    channel_code
from mart.grid_event_closure
where is_due or not (is_void or is_closed)
union all
select
    'reported' as variant,
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    not (is_void or is_closed or coalesce(is_due, false)) as is_open,
    street_code,
    grid_event_kind_code,
    channel_code
from mart.grid_event_closure
