/*
title_zh = "城管案件准确派遣率"
title = "Accuracy of dispatch"
question_zh = "派遣给部门的案件有多少一次派对？"
question = "What share of the cases was dispatched to the right unit at once?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "应派遣口径"
en = "of cases due for dispatch"
numerator = "已派遣且未被处置部门退回|cases dispatched that no unit returned"
denominator = "应派遣：已立案，扣除作废、撤回、并案，以及观察日当天立案尚未派遣|cases registered less those void, withdrawn, merged or registered on the day observed and still to be dispatched"
part_of = {denominator = ["urban_case_extension_rate.default.denominator"]}
*/
select
    registered_on as period_on,
    cast(dispatched_at is not null and return_n = 0 as integer) as numerator,
    cast(dispatched_at is not null or registered_on < as_of() as integer) as denominator,
    disposed_at is null and coalesce(return_n, 0) = 0 and not (is_closed or is_overdue) as is_open,
    unit_id,
    main_category_code as category_code
from mart.case_closure
where is_registered and not is_excluded and (dispatched_at is not null or registered_on < as_of() or not is_closed)
