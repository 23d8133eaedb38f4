/*
title_zh = "矛盾化解率"
title = "Disputes resolved"
question_zh = "受理的矛盾纠纷有多少化解了？"
question = "What share of the disputes was resolved?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "区综治办"
headline = "due"

[variants.due]
zh = "应化解口径，按受理月"
en = "of disputes due, by month of acceptance"
numerator = "调解成功|disputes that mediation resolved"
denominator = "应化解：已结束或已到期，撤回不计；每月不足十件的分项并入未登记|disputes ended or past their limit, withdrawals apart; parts with fewer than ten in a month are not told apart"

[variants.concluded]
zh = "已结束口径，按受理月"
en = "of disputes concluded, by month of acceptance"
numerator = "调解成功|disputes that mediation resolved"
denominator = "调解已结束，撤回不计；每月不足十件的分项并入未登记|disputes whose mediation ended, withdrawals apart; parts with fewer than ten in a month are not told apart"
part_of = {denominator = ["dispute_resolution_rate.due.denominator"]}
*/
select
    'due' as variant,
    month_on as period_on,
    cast(is_resolved as integer) as numerator,
    cast(is_due as integer) as denominator,
    not is_due as is_open,
    street_code,
    dispute_type as dispute_type_code
from mart.dispute_outcome
where is_due or is_pending
union all
select
    'concluded' as variant,
    month_on as period_on,
    cast(is_resolved as integer) as numerator,
    cast(is_concluded as integer) as denominator,
    not is_concluded as is_open,
    street_code,
    dispute_type as dispute_type_code
from mart.dispute_outcome
where is_concluded or is_pending
