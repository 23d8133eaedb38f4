/*
description = "Visits of thirty days by second-level domain, typed"
description_zh = "二级域名访问，标准层"
grain = "one row per host"
grain_zh = "每个域名一行"
key = ["domain_name"]

[columns]
domain_name = "域名|Host"
visit_n = "访问次数|Visits of thirty days"
*/
select
    domain_name,
    visit_n
from raw.site_second_level
