/*
description = "Parks"
description_zh = "园区，标准层"
grain = "one row per park"
grain_zh = "每个园区一行"
key = ["park_id"]

[columns]
park_kind_code = "园区类型代码|Kind of park: industrial, office, science or logistics"
*/
select
    park_id,
    park_name,
    case park_kind
        when '产业园' then 'industrial'
        when '商务楼宇' then 'office'
        when '科技园' then 'science'
        when '物流园' then 'logistics'
    end as park_kind_code,
    street_code,
    grid_code,
    land_m2,
    rentable_m2,
    opened_on
from raw.park
