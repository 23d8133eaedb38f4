/*
description = "Units that dispose of cases"
description_zh = "处置部门"
grain = "one row per unit"
grain_zh = "每个部门一行"
key = ["unit_id"]
*/
select
    unit_id,
    unit_name,
    kind
from std.unit
