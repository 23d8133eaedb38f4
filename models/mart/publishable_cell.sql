/*
description = "Cells of people that may be published: ten or more in a month and a street or kind, and never a remainder below ten"
description_zh = "可公布的人数单元：每月每街道（或类型）不少于十人，且并入余量的部分也不少于十人"
grain = "one row per subject, month and cell"
grain_zh = "每个主题、月份与单元一行"
key = ["subject_code", "month_on", "cell_type_code", "cell_id"]

[columns]
subject_code = "主题|What is counted"
month_on = "所在月份的第一天|First day of the month"
cell_type_code = "单元类型：all 全区、street 街道、dispute_type 纠纷类型|Kind of cell"
cell_id = "单元|The cell"
person_n = "人数（纠纷为件数，每件至少两人）|People in the cell; disputes, of at least two people each"
*/
with counted as (
    select
        'dispute' as subject_code,
        month_on,
        'street' as cell_type_code,
        street_code as cell_id,
        dispute_id as person_key
    from mart.dispute_outcome
    where is_concluded
    union all
    select
        'dispute' as subject_code,
        month_on,
        'dispute_type' as cell_type_code,
        dispute_type as cell_id,
        dispute_id as person_key
    from mart.dispute_outcome
    where is_concluded
    union all
    select
        'elder_alarm' as subject_code,
        cast(date_trunc('month', alarm_on) as date) as month_on,
        'street' as cell_type_code,
        street_code as cell_id,
        person_key
    from pub.fct_elder_alarm
    where alarm_on <= as_of() and arrival_min is not null and alarm_outcome in ('真实', '误报')
    union all
    select
        'health_file' as subject_code,
        cast(date_trunc('month', as_of()) as date) as month_on,
        'street' as cell_type_code,
        street_code as cell_id,
        person_key
    from mart.health_file
    union all
    select
        'card' as subject_code,
        month_on,
        'street' as cell_type_code,
        street_code as cell_id,
        person_key
    from mart.card_month
    union all
    select
        'parcel' as subject_code,
        cast(date_trunc('month', stored_on) as date) as month_on,
        'street' as cell_type_code,
        street_code as cell_id,
        phone_key as person_key
    from pub.fct_locker_parcel
    where taken_on <= as_of() and taken_kind = '用户取件'
    union all
    select
        'volunteer' as subject_code,
        cast(date_trunc('month', shift_on) as date) as month_on,
        'street' as cell_type_code,
        street_code as cell_id,
        person_key
    from pub.fct_volunteer_shift
    where shift_on <= as_of()
),

cell as (
    select
        subject_code,
        month_on,
        cell_type_code,
        cell_id,
        count(distinct person_key) as person_n
    from counted
    group by subject_code, month_on, cell_type_code, cell_id
),

ranked as (
    select
        subject_code,
        month_on,
        cell_type_code,
        cell_id,
        person_n,
        sum(person_n) over (
            partition by subject_code, month_on, cell_type_code
            order by cell_id is not null, person_n, cell_id
            rows between unbounded preceding and current row
        ) - person_n as smaller_n
    from cell
)

select
    subject_code,
    month_on,
    cell_type_code,
    cell_id,
    person_n
from ranked
where cell_id is not null and person_n >= 10 and (smaller_n = 0 or smaller_n >= 10)
union all
select
    subject_code,
    month_on,
    'all' as cell_type_code,
    'all' as cell_id,
    count(distinct person_key) as person_n
from counted
group by subject_code, month_on
having count(distinct person_key) >= 10
