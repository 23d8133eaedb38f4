/*
title_zh = "城管案件处置率"
title = "Disposal rate of cases"
question_zh = "应该处置的案件处置了多少？"
question = "What share of the cases that units should have dealt with has been dealt with?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "应处置口径"
en = "of cases due for disposal"
numerator = "处置部门已处置完成|cases that their unit has disposed of"
denominator = "应处置：已派遣，扣除作废、撤回、并案、挂账，以及未处置但未到期|cases dispatched less those void, withdrawn, merged, suspended or not disposed of and not yet due"
part_of = {denominator = ["urban_case_dispatch_accuracy_rate.default.denominator"]}
*/
with observed as (
    select
        registered_on,
        disposed_at,
        street_code,
        unit_id,
        main_category_code,
        dispatched_at is not null and not is_suspended
        and (disposed_at is not null or coalesce(due_at < as_of_at(), false)) as is_counted,
        not is_closed
        and (is_suspended or (disposed_at is null and coalesce(due_at >= as_of_at(), true))) as is_open
    from mart.case_closure
    where is_registered and not is_excluded
)

select
    registered_on as period_on,
    cast(is_counted and disposed_at is not null as integer) as numerator,
    cast(is_counted as integer) as denominator,
    is_open,
    street_code,
    unit_id,
    main_category_code as category_code
from observed
where is_counted or is_open
