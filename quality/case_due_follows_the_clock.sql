/*
description = "A case is due when its limit has run out on the office clock since registration; an approved extension is no shorter"
description_zh = "应结案时间等于立案时间按工作日历加时限，批准延期的不得更早"
table = "pub.fct_case"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
rule = "D-17"
*/
with registered as (
    select
        c.case_id,
        c.registered_at,
        c.due_at,
        c.is_extended,
        c.limit_unit_code,
        c.limit_n * case when c.limit_unit_code = 'workday' then 25200 else 3600 end as limit_s,
        f.is_workday,
        f.workday_n,
        date_diff('second', date_trunc('day', c.registered_at), c.registered_at) as clock_s
    from pub.fct_case as c
    inner join pub.dim_calendar as f on cast(c.registered_at as date) = f.date_on
    where c.due_at is not null and c.limit_n is not null and c.limit_unit_code is not null
),

placed as (
    select
        r.*,
        case
            when r.is_workday
                then (r.workday_n - 1) * 25200
                + least(greatest(r.clock_s - 30600, 0), 12600) + least(greatest(r.clock_s - 50400, 0), 12600)
            else r.workday_n * 25200
        end + r.limit_s - 1 as last_s
    from registered as r
),

timed as (
    select
        p.*,
        p.last_s - (p.last_s // 25200) * 25200 + 1 as rest_s,
        t.date_on as due_on
    from placed as p
    left join pub.dim_calendar as t on t.is_workday and t.workday_n = p.last_s // 25200 + 1
),

expected as (
    select
        case_id,
        due_at,
        is_extended,
        case
            when limit_unit_code = 'urgent_hour' then registered_at + limit_s * interval 1 second
            else cast(cast(due_on as timestamp) as timestamptz)
                + (case when rest_s <= 12600 then 30600 + rest_s else 37800 + rest_s end) * interval 1 second
        end as expected_at
    from timed
)

select
    case_id,
    due_at,
    expected_at
from expected
where (is_extended and due_at < expected_at) or (not is_extended and due_at <> expected_at)
