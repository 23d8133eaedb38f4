/*
description = "Units that dispose of cases"
description_zh = "处置部门，标准层"
grain = "one row per unit"
grain_zh = "每个部门一行"
key = ["unit_id"]

[columns]
unit_id = "处置部门编号|Number of the unit"
unit_name = "处置部门名称|Name of the unit"
*/
select
    unit_id,
    unit_name,
    kind
from raw.unit
