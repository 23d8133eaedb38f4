/*
description = "Each scenic area on each day: visitors, the fullest moment, and both against the capacity in force"
description_zh = "景区每日客流：入园、在园峰值与承载量对照"
grain = "one row per scenic area and day"
grain_zh = "每个景区每天一行"
key = ["scenic_id", "flow_on"]

[columns]
is_day_off = "是否休息日|Whether it is a day off"
day_name_zh = "节日名称|Name of the holiday"
visit_n = "当日入园人数|People who came in on the day"
out_n = "出园人数|People who went out"
peak_in_park_n = "在园人数峰值|Most people in the park at once"
peak_at = "峰值时段|When most people were in the park"
lowest_in_park_n = "在园人数最低值|Fewest people in the park after any step"
closing_in_park_n = "最后时段末在园人数|People in the park after the day's last step"
instant_load_pct = "在园峰值占瞬时承载量的百分比|Most people at once as a share of those it holds at once"
daily_load_pct = "入园人数占日承载量的百分比|Visitors of the day as a share of those it holds in a day"
is_crowded = "峰值是否达到瞬时承载量的 80%|Whether it was at least four fifths full at once"
*/
with daily as (
    select
        scenic_id,
        flow_on,
        cast(sum(in_n) as bigint) as visit_n,
        cast(sum(out_n) as bigint) as out_n,
        max(in_park_n) as peak_in_park_n,
        min(in_park_n) as lowest_in_park_n
    from pub.fct_gate_flow
    group by scenic_id, flow_on
),

ranked as (
    select
        scenic_id,
        flow_on,
        flow_at,
        in_park_n,
        row_number() over (partition by scenic_id, flow_on order by in_park_n desc, flow_at) as peak_rank,
        row_number() over (partition by scenic_id, flow_on order by flow_at desc) as last_rank
    from pub.fct_gate_flow
)

select
    d.scenic_id,
    d.flow_on,
    s.scenic_name,
    s.street_code,
    not c.is_workday as is_day_off,
    c.name_zh as day_name_zh,
    d.visit_n,
    d.out_n,
    d.peak_in_park_n,
    p.flow_at as peak_at,
    d.lowest_in_park_n,
    l.in_park_n as closing_in_park_n,
    s.instant_capacity_n,
    s.daily_capacity_n,
    case when s.instant_capacity_n > 0 then 100.0 * d.peak_in_park_n / s.instant_capacity_n end as instant_load_pct,
    case when s.daily_capacity_n > 0 then 100.0 * d.visit_n / s.daily_capacity_n end as daily_load_pct,
    5 * d.peak_in_park_n >= 4 * s.instant_capacity_n as is_crowded
from daily as d
inner join ranked as p on d.scenic_id = p.scenic_id and d.flow_on = p.flow_on and p.peak_rank = 1
inner join ranked as l on d.scenic_id = l.scenic_id and d.flow_on = l.flow_on and l.last_rank = 1
left join pub.dim_scenic as s
    on
        d.scenic_id = s.scenic_id
        and s.valid_from_on <= d.flow_on
        and (s.valid_to_on is null or s.valid_to_on > d.flow_on)
left join pub.dim_calendar as c on d.flow_on = c.date_on
