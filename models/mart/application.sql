/*
description = "Every application as it stands on the day observed"
description_zh = "办件主题：在观察日所见的每个办件"
grain = "one row per application"
grain_zh = "每个办件一行"
key = ["app_no"]

[columns]
dept_id = "主管部门编号，无法对应时为空|Department in charge, empty where its name is not known"
submitted_on = "提交日期|Day on which it was submitted"
finished_at = "观察时已办结的办结时间|When it was finished, as observed"
result_code = "观察时的办理结果代码|Result, as observed"
is_online = "是否网上提交|Whether it was submitted on the website or in the app"
is_accepted = "是否已受理|Whether it was accepted"
is_finished = "是否已办结（准予或不予）|Whether it was finished by a decision"
is_due = "是否计入按时办结率：已受理，未退件未撤回，且已办结或已到期|Whether it counts for the on-time rate: accepted, neither rejected nor withdrawn, and finished or past its limit"
is_on_time = "是否按承诺办结|Whether it was finished within the promised limit"
is_overdue = "是否超期未结|Whether it is open past its promised limit"
is_one_visit = "是否最多跑一次|Whether it was finished with one visit at most"
is_rated = "是否有主动评价|Whether a citizen rated it"
handled_min = "从受理到办结的分钟数|Minutes from acceptance to completion"
*/
with rated as (
    select distinct app_no
    from pub.fct_service_rating
    where is_active_rating and rated_at < as_of_at()
),

observed as (
    select
        app_no,
        service_id,
        dept_id,
        applicant_type_code,
        apply_channel_code,
        submitted_at,
        statutory_days_n,
        promised_days_n,
        promised_at,
        visits_n,
        case when accepted_at < as_of_at() then accepted_at end as accepted_at,
        case when finished_at < as_of_at() then finished_at end as finished_at,
        case when finished_at < as_of_at() then result_code end as result_code
    from pub.fct_application
    where submitted_at < as_of_at()
)

select
    o.app_no,
    o.service_id,
    s.service_name,
    o.dept_id,
    s.category_name,
    o.applicant_type_code,
    o.apply_channel_code,
    o.submitted_at,
    cast(o.submitted_at as date) as submitted_on,
    o.statutory_days_n,
    o.promised_days_n,
    o.promised_at,
    o.finished_at,
    o.result_code,
    o.visits_n,
    o.apply_channel_code in ('web', 'app') as is_online,
    o.accepted_at is not null as is_accepted,
    coalesce(o.result_code in ('granted', 'refused'), false) as is_finished,
    o.accepted_at is not null and o.promised_at is not null
    and coalesce(o.result_code in ('granted', 'refused'), o.promised_at < as_of_at()) as is_due,
    coalesce(o.result_code in ('granted', 'refused') and o.finished_at <= o.promised_at, false) as is_on_time,
    o.accepted_at is not null and o.finished_at is null and coalesce(o.promised_at < as_of_at(), false) as is_overdue,
    coalesce(o.result_code in ('granted', 'refused') and o.visits_n <= 1, false) as is_one_visit,
    r.app_no is not null as is_rated,
    date_diff('second', o.accepted_at, o.finished_at) / 60.0 as handled_min
from observed as o
left join pub.dim_service_item as s on o.service_id = s.service_id
left join rated as r on o.app_no = r.app_no
