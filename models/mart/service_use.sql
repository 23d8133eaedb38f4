/*
description = "Services in force with their use, handling and ratings: which to fix, which to retire"
description_zh = "服务效用主题：在用服务的使用、办理与评价，供整改或停用决策"
grain = "one row per service in force on the day observed"
grain_zh = "观察日每项在用服务一行"
key = ["service_id"]

[columns]
dept_id = "主管部门编号，无法对应时为空|Department in charge, empty where its name is not known"
click_n = "点击次数|Clicks"
recent_click_n = "近 90 天点击次数|Clicks within 90 days"
form_session_n = "进入申请页的会话|Sessions that opened the form"
dropped_session_n = "进入申请页而未到结果页的会话|Sessions that opened the form and did not reach the result"
application_n = "办件数|Applications"
finished_n = "办结件数|Applications finished"
due_n = "到期办件数|Applications due"
on_time_n = "按时办结件数|Applications finished in time"
many_visit_n = "到场两次以上的办结件|Finished applications that took two visits or more"
rating_n = "主动评价数|Ratings that citizens gave"
bad_rating_n = "差评数|Bad ratings"
is_unused = "自启用以来是否零使用|Whether it was never used"
is_unused_recently = "近 90 天是否零使用|Whether nobody used it within 90 days"
advice_code = "处置建议代码：retire 停用、fix 整改、keep 保留|What the figures advise: retire, fix or keep"
*/
with session as (
    select
        service_id,
        session_key,
        bool_or(page = 'form') as is_form,
        bool_or(page = 'result') as is_result
    from pub.fct_click
    where clicked_on <= as_of()
    group by service_id, session_key
),

form as (
    select
        service_id,
        count(*) as form_session_n,
        count(*) filter (where not is_result) as dropped_session_n
    from session
    where is_form
    group by service_id
),

click as (
    select
        service_id,
        sum(click_n) as click_n,
        sum(case when clicked_on > as_of() - 90 then click_n else 0 end) as recent_click_n
    from mart.app_usage
    where clicked_on <= as_of()
    group by service_id
),

handled as (
    select
        service_id,
        count(*) as application_n,
        count(*) filter (where submitted_on > as_of() - 90) as recent_application_n,
        count(*) filter (where is_finished) as finished_n,
        count(*) filter (where is_due) as due_n,
        count(*) filter (where is_on_time) as on_time_n,
        count(*) filter (where is_finished and not is_one_visit) as many_visit_n
    from mart.application
    group by service_id
),

rated as (
    select
        service_id,
        count(*) as rating_n,
        count(*) filter (where rating_level_n <= 2) as bad_rating_n
    from pub.fct_service_rating
    where is_active_rating and rated_at < as_of_at()
    group by service_id
),

known as (
    select
        s.service_id,
        s.service_name,
        d.dept_id,
        s.dept_name,
        s.category_name,
        s.online_depth,
        cast(coalesce(c.click_n, 0) as bigint) as click_n,
        cast(coalesce(c.recent_click_n, 0) as bigint) as recent_click_n,
        coalesce(f.form_session_n, 0) as form_session_n,
        coalesce(f.dropped_session_n, 0) as dropped_session_n,
        coalesce(h.application_n, 0) as application_n,
        coalesce(h.recent_application_n, 0) as recent_application_n,
        coalesce(h.finished_n, 0) as finished_n,
        coalesce(h.due_n, 0) as due_n,
        coalesce(h.on_time_n, 0) as on_time_n,
        coalesce(h.many_visit_n, 0) as many_visit_n,
        coalesce(r.rating_n, 0) as rating_n,
        coalesce(r.bad_rating_n, 0) as bad_rating_n
    from pub.dim_service_item as s
    left join pub.dim_department as d on s.dept_name = d.dept_name
    left join click as c on s.service_id = c.service_id
    left join form as f on s.service_id = f.service_id
    left join handled as h on s.service_id = h.service_id
    left join rated as r on s.service_id = r.service_id
    where s.valid_from_on <= as_of() and (s.valid_to_on is null or s.valid_to_on > as_of())
)

select
    service_id,
    service_name,
    dept_id,
    dept_name,
    category_name,
    online_depth,
    click_n,
    recent_click_n,
    form_session_n,
    dropped_session_n,
    application_n,
    finished_n,
    due_n,
    on_time_n,
    many_visit_n,
    rating_n,
    bad_rating_n,
    click_n + application_n = 0 as is_unused,
    recent_click_n + recent_application_n = 0 as is_unused_recently,
    case
        when recent_click_n + recent_application_n = 0 then 'retire'
        when due_n >= 20 and on_time_n < 0.9 * due_n then 'fix'
        when finished_n >= 20 and many_visit_n > 0.3 * finished_n then 'fix'
        when rating_n >= 10 and bad_rating_n > 0.1 * rating_n then 'fix'
        else 'keep'
    end as advice_code
from known
