/*
description = "Communities"
description_zh = "社区"
grain = "one row per community"
grain_zh = "每个社区一行"
key = ["area_code"]

[columns]
area_name = "社区|Community; where two names stand for one code, the commoner"
*/
with spelling as (
    select
        area_code,
        area_name,
        count(*) as permit_n
    from std.building_permit
    group by area_code, area_name
)
select
    area_code,
    area_name
from spelling
qualify row_number() over (partition by area_code order by permit_n desc, area_name) = 1
