/*
description = "People through the gates of scenic areas and how many were in the park after each step"
description_zh = "景区客流事实：每个时段末的在园人数"
grain = "one row per scenic area and five minutes"
grain_zh = "每个景区每 5 分钟一行"
key = ["scenic_id", "flow_at"]
partition = "flow_on"

[references]
scenic_id = {to = "pub.dim_scenic.scenic_id", on = "flow_on", id = "gate_flow_area_exists", words = "客流的景区存在且当日有核定承载量|The scenic area of a gate count exists and has an approved capacity on that day"}

[columns]
flow_on = "日期|Day"
in_park_n = "时段末在园人数：当日累计入园减出园|People in the park after the step: in less out since the day began"
*/
select
    scenic_id,
    flow_at,
    cast(flow_at as date) as flow_on,
    in_n,
    out_n,
    cast(
        sum(in_n - out_n) over (
            partition by scenic_id, cast(flow_at as date) order by flow_at rows between unbounded preceding and current row
        ) as bigint
    ) as in_park_n
from std.gate_flow
