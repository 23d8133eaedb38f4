/*
title_zh = "城管案件结案率"
title = "Closure rate of cases"
question_zh = "应该结案的案件结了多少？"
question = "What share of the cases is closed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例（应结案口径）；规划公布口径（上报口径）"
owner = "城管监督指挥中心"
headline = "due"

[variants.due]
zh = "应结案口径"
en = "of cases due"
numerator = "应结案中已结案|cases due that are closed"
denominator = "应结案：已立案，扣除作废、撤回、并案、挂账和未到期|registered cases less those void, withdrawn, merged, suspended or open and not yet due"
part_of = {numerator = ["urban_case_closure_rate.due.denominator"], denominator = ["urban_case_on_time_rate.default.denominator", "urban_case_rework_rate.default.denominator"]}

[variants.reported]
zh = "上报口径"
en = "of cases reported"
numerator = "已结案|cases closed"
denominator = "上报案件|cases reported"
part_of = {numerator = ["urban_cases.default.numerator"]}
*/
select
    'due' as variant,
    registered_on as period_on,
    cast(is_closed as integer) as numerator,
    cast(is_due as integer) as denominator,
    not is_due as is_open,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.case_closure
where is_due or (is_registered and not (is_excluded or is_closed))
union all
select
    'reported' as variant,
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    open_days_n is not null and not is_overdue as is_open,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.case_closure
