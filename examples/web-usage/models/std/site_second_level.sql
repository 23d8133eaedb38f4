/*
description = "Visits of thirty days by second-level domain, typed"
description_zh = "二级域名访问，标准层"
grain = "one row per host"
grain_zh = "每个域名一行"
key = ["domain_name"]
*/
select
    domain_name,
    visit_n
from raw.site_second_level
