/*
description = "The newest change of an enterprise leaves it in the state and park that the register shows"
description_zh = "企业最近一次变更后的状态与园区同名录一致"
table = "pub.dim_organisation"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    e.org_key,
    e.org_name,
    e.org_status_code,
    o.org_status_code as newest_status_code,
    e.park_id,
    o.park_id as newest_park_id
from std.enterprise as e
inner join pub.dim_organisation as o on e.org_key = o.org_key and o.is_current
where e.org_status_code <> o.org_status_code or e.park_id is distinct from o.park_id
