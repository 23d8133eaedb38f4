/*
description = "A case is due when its limit has run out on the office clock since registration; an approved extension is no shorter"
description_zh = "应结案时间等于立案时间按工作日历加时限，批准延期的不得更早"
table = "pub.fct_case"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
rule = "D-17"
*/
with span as (
    select distinct unnest(office_spans) as office
    from std.calendar
    where is_workday
),

hours as (
    select
        office.opens_s as opens_s,
        office.before_s as before_s,
        office.closes_s - office.opens_s as open_s
    from span
),

workday as (
    select sum(open_s) as office_s
    from hours
),

registered as (
    select
        c.case_id,
        c.registered_at,
        c.due_at,
        c.is_extended,
        c.limit_unit_code,
        w.office_s,
        c.limit_n * case when c.limit_unit_code = 'workday' then w.office_s else 3600 end as limit_s,
        f.is_workday,
        f.workday_n,
        date_diff('second', date_trunc('day', c.registered_at), c.registered_at) as clock_s
    from pub.fct_case as c
    inner join pub.dim_calendar as f on cast(c.registered_at as date) = f.date_on
    cross join workday as w
    where c.due_at is not null and c.limit_n is not null and c.limit_unit_code is not null
),

passed as (
    select
        r.case_id,
        sum(least(greatest(r.clock_s - h.opens_s, 0), h.open_s)) as passed_s
    from registered as r
    cross join hours as h
    group by r.case_id
),

placed as (
    select
        r.*,
        case when r.is_workday then (r.workday_n - 1) * r.office_s + p.passed_s else r.workday_n * r.office_s end
        + r.limit_s - 1 as last_s
    from registered as r
    inner join passed as p on r.case_id = p.case_id
),

timed as (
    select
        p.*,
        p.last_s - (p.last_s // p.office_s) * p.office_s + 1 as rest_s,
        t.date_on as due_on
    from placed as p
    left join pub.dim_calendar as t on t.is_workday and t.workday_n = p.last_s // p.office_s + 1
),

expected as (
    select
        t.case_id,
        t.due_at,
        t.is_extended,
        case
            when t.limit_unit_code = 'urgent_hour' then t.registered_at + t.limit_s * interval 1 second
            else cast(cast(t.due_on as timestamp) as timestamptz)
                + (h.opens_s + t.rest_s - h.before_s) * interval 1 second
        end as expected_at
    from timed as t
    inner join hours as h on t.rest_s > h.before_s and t.rest_s <= h.before_s + h.open_s
)

select
    case_id,
    due_at,
    expected_at
from expected
where (is_extended and due_at < expected_at) or (not is_extended and due_at <> expected_at)
