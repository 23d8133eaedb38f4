/*
description = "Disputes as observed: due, concluded, resolved, overdue; kinds and streets of fewer than ten are not told apart"
description_zh = "矛盾纠纷主题：到期、结束、化解与超期；每月不足十件的街道与类型不单列"
grain = "one row per dispute"
grain_zh = "每件纠纷一行"
key = ["dispute_id"]
access = "restricted"
cells = {least = 10, of = "dispute_id", by = "month_on", columns = ["dispute_type", "street_code"], where = "is_concluded"}

[columns]
month_on = "所在月份的第一天|First day of the month"
dispute_type = "纠纷类型；当月不足十件的类型为空|Kind of dispute; empty for kinds with fewer than ten in the month"
street_code = "街道代码；当月不足十件的街道为空|Code of the street; empty for streets with fewer than ten in the month"
is_concluded = "调解是否结束（撤回不计）|Whether mediation has ended, withdrawals apart"
is_due = "是否应化解：已结束或已到期，撤回不计|Whether it counts as due: ended or past its limit, withdrawals apart"
is_resolved = "是否化解|Whether mediation succeeded"
is_overdue = "是否超期未结|Whether it is open past its limit"
is_pending = "是否未结且未到期|Whether it is open within its limit"
*/
with observed as (
    select
        dispute_id,
        dispute_type,
        street_code,
        cast(date_trunc('month', accepted_on) as date) as month_on,
        due_on,
        mediated_on is null or mediated_on > as_of() as is_open,
        case when mediated_on <= as_of() then mediation_result end as mediation_result
    from pub.fct_dispute
    where accepted_on <= as_of()
)

select
    dispute_id,
    month_on,
    dispute_type,
    street_code,
    due_on,
    coalesce(mediation_result <> '当事人撤回', false) as is_concluded,
    coalesce(mediation_result <> '当事人撤回', due_on <= as_of()) as is_due,
    coalesce(mediation_result = '调解成功', false) as is_resolved,
    is_open and due_on <= as_of() as is_overdue,
    is_open and due_on > as_of() as is_pending
from observed
