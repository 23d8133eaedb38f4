/*
description = "After the day's last step a scenic area holds next to nobody: at most 20 people or 2 % of the day's visitors"
description_zh = "最后时段末在园人数接近零（不超过 20 人或当日入园的 2%）"
table = "mart.scenic_day"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
rule = "D-27"
*/
select
    d.scenic_id,
    f.flow_at,
    d.closing_in_park_n,
    d.visit_n
from mart.scenic_day as d
inner join (
    select
        scenic_id,
        flow_on,
        max(flow_at) as flow_at
    from pub.fct_gate_flow
    group by scenic_id, flow_on
) as f on d.scenic_id = f.scenic_id and d.flow_on = f.flow_on
where d.closing_in_park_n > greatest(20, 0.02 * d.visit_n)
