/*
description = "Districts of both versions side by side: kept, new or abolished"
description_zh = "调整前后区县对照：保留、新设、撤销"
grain = "one row per district"
grain_zh = "每个区县一行"
key = ["division_code"]

[columns]
division_code = "区划代码|Code of the division"
division_name = "区划名称|Name of the division, the newer where both have one"
change_code = "变动|kept, new or abolished"
before_area_m2 = "调整前面积（平方米）|Area before"
after_area_m2 = "调整后面积（平方米）|Area after"
change_pct = "面积变动（%）|Change of area, per cent; NULL unless kept"
*/
with after as (
    select * from pub.dim_boundary where version_code = 'after'
),
before as (
    select * from pub.dim_boundary where version_code = 'before'
)
select
    coalesce(after.division_code, before.division_code) as division_code,
    coalesce(after.division_name, before.division_name) as division_name,
    case
        when before.division_code is null then 'new'
        when after.division_code is null then 'abolished'
        else 'kept'
    end as change_code,
    before.area_m2 as before_area_m2,
    after.area_m2 as after_area_m2,
    100.0 * (after.area_m2 - before.area_m2) / before.area_m2 as change_pct
from after
full join before on after.division_code = before.division_code
