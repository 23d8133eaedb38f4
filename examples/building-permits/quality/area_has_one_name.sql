/*
description = "A community's code has one name"
description_zh = "一个社区代码只有一个名称"
table = "pub.dim_area"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    area_code
from std.building_permit
group by area_code
having count(distinct area_name) > 1
