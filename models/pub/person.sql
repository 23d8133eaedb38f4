/*
description = "人: persons under pseudonyms, and how often each turned to the district or helped it; health and alarms stay apart"
description_zh = "人：假名人员及其诉求、办件、志愿服务次数；健康与呼叫记录不在其内"
grain = "one row per person"
grain_zh = "每人一行"
key = ["person_key"]
access = "restricted"

[columns]
hotline_order_n = "热线工单数|Work orders of the hotline"
reported_case_n = "上报城管案件数|Cases of urban management reported"
volunteer_shift_n = "志愿服务次数|Shifts as a volunteer"
application_n = "办件数|Applications"
*/
with orders as (
    select
        caller_key as phone_key,
        count(*) as order_n
    from pub.fct_order
    where caller_key is not null
    group by caller_key
),

cases as (
    select
        reporter_key as phone_key,
        count(*) as case_n
    from std.urban_case
    where reporter_key is not null
    group by reporter_key
),

applications as (
    select
        applicant_key as id_key,
        count(*) as application_n
    from pub.fct_application
    where applicant_key is not null
    group by applicant_key
),

shifts as (
    select
        person_key,
        count(*) as shift_n
    from pub.fct_volunteer_shift
    where person_key is not null
    group by person_key
)

select
    p.person_key,
    p.gender_code,
    p.resident_type_code,
    p.birth_from_year,
    p.community_code,
    p.street_code,
    p.is_current,
    coalesce(o.order_n, 0) as hotline_order_n,
    coalesce(c.case_n, 0) as reported_case_n,
    coalesce(s.shift_n, 0) as volunteer_shift_n,
    coalesce(a.application_n, 0) as application_n
from pub.dim_person as p
left join orders as o on p.phone_key = o.phone_key
left join cases as c on p.phone_key = c.phone_key
left join shifts as s on p.person_key = s.person_key
left join applications as a on p.id_key = a.id_key
