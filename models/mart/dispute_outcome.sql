/*
description = "Disputes as observed: due, concluded, resolved, overdue; kinds and streets of fewer than ten are not told apart"
description_zh = "矛盾纠纷主题：到期、结束、化解与超期；每月不足十件的街道与类型不单列"
grain = "one row per dispute"
grain_zh = "每件纠纷一行"
key = ["dispute_id"]

[columns]
dispute_id = "纠纷编号|Number of the dispute"
month_on = "所在月份的第一天|First day of the month"
dispute_type = "纠纷类型；当月不足十件的类型为空|Kind of dispute; empty for kinds with fewer than ten in the month"
street_code = "街道代码；当月不足十件的街道为空|Code of the street; empty for streets with fewer than ten in the month"
due_on = "调解期限|Day on which mediation is due"
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
        cast(date_trunc('month', accepted_on) as date) as month_on,
        due_on,
        mediated_on is null or mediated_on > as_of() as is_open,
        case when mediated_on <= as_of() then mediation_result end as mediation_result
    from pub.fct_dispute
    where accepted_on <= as_of()
),

counted as (
    select
        dispute_id,
        dispute_type,
        street_code,
        month_on,
        due_on,
        is_open,
        coalesce(mediation_result <> '当事人撤回', false) as is_concluded,
        coalesce(mediation_result <> '当事人撤回', due_on <= as_of()) as is_due,
        coalesce(mediation_result = '调解成功', false) as is_resolved
    from observed
),

first_street as (
    select
        month_on,
        dispute_id,
        min(street_code) as street_code
    from counted
    where is_concluded
    group by month_on, dispute_id
),

street_cell as (
    select
        c.month_on,
        c.street_code,
        count(distinct f.dispute_id) as person_n
    from counted as c
    left join first_street as f
        on c.month_on = f.month_on and c.street_code is not distinct from f.street_code and c.dispute_id = f.dispute_id
    group by c.month_on, c.street_code
),

street_cell_ranked as (
    select
        month_on,
        street_code,
        person_n,
        sum(person_n) over (partition by month_on) as whole_n,
        row_number() over (
            partition by month_on
            order by street_code is not null, person_n, street_code
        ) as place_n,
        coalesce(sum(person_n) over (
            partition by month_on
            order by street_code is not null, person_n, street_code
            rows between unbounded preceding and 1 preceding
        ), 0) as smaller_n
    from street_cell
),

first_type as (
    select
        month_on,
        dispute_id,
        min(dispute_type) as dispute_type
    from counted
    where is_concluded
    group by month_on, dispute_id
),

type_cell as (
    select
        c.month_on,
        c.dispute_type,
        count(distinct f.dispute_id) as person_n
    from counted as c
    left join first_type as f
        on c.month_on = f.month_on and c.dispute_type is not distinct from f.dispute_type and c.dispute_id = f.dispute_id
    group by c.month_on, c.dispute_type
),

type_cell_ranked as (
    select
        month_on,
        dispute_type,
        person_n,
        sum(person_n) over (partition by month_on) as whole_n,
        row_number() over (
            partition by month_on
            order by dispute_type is not null, person_n, dispute_type
        ) as place_n,
        coalesce(sum(person_n) over (
            partition by month_on
            order by dispute_type is not null, person_n, dispute_type
            rows between unbounded preceding and 1 preceding
        ), 0) as smaller_n
    from type_cell
)

select
    c.dispute_id,
    c.month_on,
    case when t.person_n >= 10 and (t.place_n = 1 or t.smaller_n >= 10) then t.dispute_type end as dispute_type,
    case when s.person_n >= 10 and (s.place_n = 1 or s.smaller_n >= 10) then s.street_code end as street_code,
    c.due_on,
    c.is_concluded,
    c.is_due,
    c.is_resolved,
    c.is_open and c.due_on <= as_of() as is_overdue
from counted as c
inner join street_cell_ranked as s on c.month_on = s.month_on and c.street_code is not distinct from s.street_code
inner join type_cell_ranked as t on c.month_on = t.month_on and c.dispute_type = t.dispute_type
where s.whole_n >= 10
