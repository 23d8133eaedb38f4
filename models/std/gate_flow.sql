/*
description = "People through the gates of scenic areas in five-minute steps"
description_zh = "景区闸机客流，标准层"
grain = "one row per scenic area and five minutes"
grain_zh = "每个景区每 5 分钟一行"
key = ["scenic_id", "flow_at"]

[columns]
flow_at = "时段开始，5 分钟|Beginning of the five minutes"
*/
select
    scenic_id,
    flow_at,
    in_n,
    out_n
from raw.gate_flow
