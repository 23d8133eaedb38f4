/*
description = "An organisation that stands in both registers has one name and one state"
description_zh = "同时在金融机构名录与企业名录中的主体，名称与状态一致"
table = "pub.dim_organisation"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
rule = "D-29"
*/
select
    f.org_key,
    f.org_name as fin_org_name,
    e.org_name as enterprise_name,
    f.org_status_code as fin_org_status_code,
    e.org_status_code as enterprise_status_code
from std.fin_org as f
inner join std.enterprise as e on f.org_key = e.org_key
where f.org_name is distinct from e.org_name or f.org_status_code <> e.org_status_code
