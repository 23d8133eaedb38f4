/*
title_zh = "城管案件按期结案率"
title = "On-time closure rate of cases"
question_zh = "应该结案的案件有多少按期结案？"
question = "What share of the cases due was closed in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "应结案口径"
en = "of cases due"
numerator = "应结案中在期限（含批准的延期）内结案，重开案件以最后一次结案为准|cases due and closed by their limit, approved extension included; a reopened case by its last closure"
denominator = "应结案：已立案，扣除作废、撤回、并案、挂账和未到期|registered cases less those void, withdrawn, merged, suspended or open and not yet due"
part_of = {numerator = ["urban_case_closure_rate.due.numerator"], denominator = ["urban_case_closure_rate.due.denominator"]}
*/
select
    registered_on as period_on,
    cast(is_on_time as integer) as numerator,
    cast(is_due as integer) as denominator,
    not is_due as is_open,
    street_code,
    unit_id,
    channel_code,
    main_category_code as category_code
from mart.case_closure
where is_due or (is_registered and not (is_excluded or is_closed))
