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
*/
with shown as (
    select
        d.month_on,
        d.is_due,
        d.is_concluded,
        d.is_resolved,
        s.cell_id as street_code,
        t.cell_id as dispute_type_code
    from mart.dispute_outcome as d
    inner join mart.publishable_cell as w
        on w.subject_code = 'dispute' and d.month_on = w.month_on and w.cell_type_code = 'all'
    left join mart.publishable_cell as s
        on
            s.subject_code = 'dispute'
            and d.month_on = s.month_on
            and s.cell_type_code = 'street'
            and d.street_code = s.cell_id
    left join mart.publishable_cell as t
        on
            t.subject_code = 'dispute'
            and d.month_on = t.month_on
            and t.cell_type_code = 'dispute_type'
            and d.dispute_type = t.cell_id
)

select
    'due' as variant,
    month_on as period_on,
    cast(is_resolved as integer) as numerator,
    1 as denominator,
    street_code,
    dispute_type_code
from shown
where is_due
union all
select
    'concluded' as variant,
    month_on as period_on,
    cast(is_resolved as integer) as numerator,
    1 as denominator,
    street_code,
    dispute_type_code
from shown
where is_concluded
