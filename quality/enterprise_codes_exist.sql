/*
description = "The park and the industry of an enterprise exist"
description_zh = "企业的园区与行业代码存在"
table = "pub.dim_organisation"
dimension = "conformity"
gbt36344 = "01"
severity = "warn"
rule = "D-05"
*/
select
    e.org_key,
    e.park_id,
    e.industry_code
from std.enterprise as e
left join pub.dim_park as p on e.park_id = p.park_id
left join pub.dim_industry as i on e.industry_code = i.industry_code
where (e.park_id is not null and p.park_id is null) or i.industry_code is null
