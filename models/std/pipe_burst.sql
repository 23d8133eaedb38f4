/*
description = "Repairs of burst pipes without the caller's number"
description_zh = "爆管抢修，标准层"
grain = "one row per burst"
grain_zh = "每次爆管一行"
key = ["burst_id"]

[columns]
distance_along_m = "爆点距起点，米|Metres from the start of the line to the burst"
cause_code = "爆管原因：age works pressure joint other|Cause: age, works, pressure, joint or other"
source_code = "来源：urban_management hotline sensor patrol|Who found it: urban_management, hotline, sensor or patrol"
reporter_key = "报修电话（假名）|Keyed hash of the reporter's telephone number"
*/
select
    burst_id,
    pipe_line_id,
    distance_along_m,
    reported_at,
    arrived_at,
    stopped_at,
    repaired_at,
    case cause
        when '管龄老化' then 'age'
        when '施工损坏' then 'works'
        when '压力波动' then 'pressure'
        when '接口脱落' then 'joint'
        when '其他' then 'other'
    end as cause_code,
    case source
        when '城管派遣' then 'urban_management'
        when '热线报修' then 'hotline'
        when '监测告警' then 'sensor'
        when '巡查发现' then 'patrol'
    end as source_code,
    case_id,
    household_n,
    reporter_key
from raw.pipe_burst
