/*
description = "Codes of divisions and grid cells that are no longer in force on the day observed, with their successors"
description_zh = "代码沿革主题：观察日已失效的区划与网格代码及后继代码"
grain = "one row per code"
grain_zh = "每个失效代码一行"
key = ["code_kind", "code", "valid_to_on"]

[columns]
code_kind = "类别|Kind"
code = "代码|Code"
code_name = "名称|Name"
valid_to_on = "失效日期|Until"
successor_code = "后继代码|Passed into"
*/
select
    'division' as code_kind,
    division_code as code,
    division_name as code_name,
    valid_to_on,
    nullif(successor_code, '') as successor_code
from pub.dim_division
where valid_to_on <= as_of()
union all
select
    'grid' as code_kind,
    grid_code as code,
    grid_name as code_name,
    valid_to_on,
    nullif(successor_code, '') as successor_code
from pub.dim_grid_history
where valid_to_on <= as_of()
