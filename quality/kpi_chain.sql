/*
description = "What is part of something is never more than it, on any day and in any slice: closed in time <= closed <= due <= registered <= reported, and the like for events, calls, orders, applications, ratings, documents, cases of firms and returns"
description_zh = "部分不多于整体，逐日逐分项：按期结案≤结案≤应结案≤立案≤上报，网格事件、来电、工单、办件、评价、公文、企业诉求与直报亦然"
table = "kpi.value"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
rule = "D-19"
*/
with chain as (
    select
        lesser,
        greater
    from (
        values
        ('urban_case_on_time_rate.default.numerator', 'urban_case_closure_rate.due.numerator'),
        ('urban_case_closure_rate.due.numerator', 'urban_case_closure_rate.due.denominator'),
        ('urban_case_closure_rate.due.denominator', 'urban_case_on_time_rate.default.denominator'),
        ('urban_case_on_time_rate.default.denominator', 'urban_case_closure_rate.due.denominator'),
        ('urban_case_closure_rate.due.denominator', 'urban_case_rework_rate.default.denominator'),
        ('urban_case_supervised_open.default.numerator', 'urban_case_supervised.default.numerator'),
        ('urban_case_supervised.default.numerator', 'urban_case_extension_rate.default.denominator'),
        ('urban_case_disposal_rate.default.denominator', 'urban_case_dispatch_accuracy_rate.default.denominator'),
        ('urban_case_dispatch_accuracy_rate.default.denominator', 'urban_case_extension_rate.default.denominator'),
        ('urban_case_extension_rate.default.denominator', 'urban_case_rework_rate.default.denominator'),
        (
            'urban_case_registration_on_time_rate.default.denominator',
            'urban_case_rework_rate.default.denominator'
        ),
        ('urban_case_registration_rate.default.numerator', 'urban_cases.default.numerator'),
        ('urban_case_valid_report_rate.default.denominator', 'urban_cases.default.numerator'),
        ('urban_case_closure_rate.reported.numerator', 'urban_cases.default.numerator'),
        ('grid_event_on_time_rate.default.numerator', 'grid_event_closure_rate.due.numerator'),
        ('grid_event_closure_rate.due.numerator', 'grid_event_closure_rate.reported.numerator'),
        ('grid_event_closure_rate.due.denominator', 'grid_event_on_time_rate.default.denominator'),
        ('grid_event_on_time_rate.default.denominator', 'grid_event_closure_rate.due.denominator'),
        ('grid_event_closure_rate.due.denominator', 'grid_events.default.numerator'),
        ('hotline_answer_15s_rate.default.numerator', 'hotline_answer_rate.default.numerator'),
        ('hotline_answer_15s_rate.default.denominator', 'hotline_answer_rate.default.denominator'),
        ('hotline_on_time_rate.default.denominator', 'hotline_desk_rate.default.denominator'),
        ('hotline_response_rate.default.denominator', 'hotline_desk_rate.default.denominator'),
        ('hotline_resolution_rate.default.denominator', 'hotline_desk_rate.default.denominator'),
        ('hotline_satisfaction_rate.default.denominator', 'hotline_desk_rate.default.denominator'),
        ('service_fully_online_rate.default.numerator', 'service_online_available_rate.default.numerator'),
        ('service_fully_online_rate.default.denominator', 'service_online_available_rate.default.denominator'),
        ('application_on_time_rate.default.denominator', 'applications.default.numerator'),
        ('application_one_visit_rate.default.denominator', 'applications.default.numerator'),
        ('application_online_rate.default.denominator', 'applications.default.numerator'),
        ('rating_unrated_rate.default.denominator', 'application_one_visit_rate.default.denominator'),
        ('rating_bad_reply_rate.default.denominator', 'rating_active_good_rate.default.denominator'),
        ('rating_rectified_rate.default.denominator', 'rating_active_good_rate.default.denominator'),
        ('rating_rectified_satisfied_rate.default.denominator', 'rating_rectified_rate.default.numerator'),
        ('document_online_rate.default.denominator', 'document_tasks.default.numerator'),
        ('document_on_time_rate.default.denominator', 'document_tasks.default.numerator'),
        ('dispute_resolution_rate.concluded.denominator', 'dispute_resolution_rate.due.denominator'),
        ('elder_false_alarm_rate.default.denominator', 'elder_answer_60s_rate.default.denominator'),
        ('green_case_on_time_rate.default.denominator', 'green_cases.default.numerator'),
        ('park_request_on_time_rate.default.denominator', 'park_requests.default.numerator'),
        ('park_return_on_time_rate.default.numerator', 'park_return_rate.default.numerator'),
        ('park_return_on_time_rate.default.denominator', 'park_return_rate.default.denominator')
    ) as listed (lesser, greater)
),

named as (
    select split_part(lesser, '.', 1) as kpi_id
    from chain
    union
    select split_part(greater, '.', 1) as kpi_id
    from chain
),

daily as (
    select
        v.kpi_id || '.' || v.variant as figure,
        v.period_start,
        v.slice_type,
        v.slice_id,
        v.numerator,
        v.denominator
    from kpi.value as v
    inner join named as n on v.kpi_id = n.kpi_id
    where v.grain = 'day'
),

counted as (
    select
        figure || '.numerator' as measure,
        period_start,
        slice_type,
        slice_id,
        numerator as counted_n
    from daily
    where numerator is not null
    union all
    select
        figure || '.denominator' as measure,
        period_start,
        slice_type,
        slice_id,
        denominator as counted_n
    from daily
    where denominator is not null
),

told as (
    select distinct
        measure,
        slice_type
    from counted
)

select
    c.lesser,
    c.greater,
    l.period_start,
    l.slice_type,
    l.slice_id,
    l.counted_n as lesser_n,
    coalesce(g.counted_n, 0) as greater_n
from chain as c
inner join counted as l on c.lesser = l.measure
inner join told as t on c.greater = t.measure and l.slice_type = t.slice_type
left join counted as g
    on
        c.greater = g.measure
        and l.period_start = g.period_start
        and l.slice_type = g.slice_type
        and l.slice_id = g.slice_id
where l.counted_n > coalesce(g.counted_n, 0)
