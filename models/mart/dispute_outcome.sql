/*
description = "Disputes as observed: due, concluded, resolved, overdue"
description_zh = "矛盾纠纷主题：在观察日所见的到期、结束、化解与超期"
grain = "one row per dispute"
grain_zh = "每件纠纷一行"
key = ["dispute_id"]

[columns]
dispute_id = "纠纷编号|Number of the dispute"
dispute_type = "纠纷类型|Kind of dispute"
street_code = "街道代码|Code of the street"
accepted_on = "受理日期|Day on which the dispute was taken up"
month_on = "所在月份的第一天|First day of the month"
due_on = "调解期限|Day on which mediation is due"
is_withdrawn = "是否撤回|Whether the parties withdrew it"
is_concluded = "调解是否结束（撤回不计）|Whether mediation has ended, withdrawals apart"
is_due = "是否应化解：已结束或已到期，撤回不计|Whether it counts as due: ended or past its limit, withdrawals apart"
is_resolved = "是否化解|Whether mediation succeeded"
is_overdue = "是否超期未结|Whether it is open past its limit"
*/
with observed as (
    select
        dispute_id,
        dispute_type,
        street_code,
        accepted_on,
        due_on,
        case when mediated_on <= as_of() then mediated_on end as mediated_on,
        case when mediated_on <= as_of() then mediation_result end as mediation_result
    from pub.fct_dispute
    where accepted_on <= as_of()
)

select
    dispute_id,
    dispute_type,
    street_code,
    accepted_on,
    cast(date_trunc('month', accepted_on) as date) as month_on,
    due_on,
    coalesce(mediation_result = '当事人撤回', false) as is_withdrawn,
    coalesce(mediation_result <> '当事人撤回', false) as is_concluded,
    coalesce(mediation_result <> '当事人撤回', due_on <= as_of()) as is_due,
    coalesce(mediation_result = '调解成功', false) as is_resolved,
    mediated_on is null and due_on <= as_of() as is_overdue
from observed
