/*
description = "Visits of thirty days by host, typed"
description_zh = "网站访问，标准层"
grain = "one row per host"
grain_zh = "每个域名一行"
key = ["domain_name"]
*/
select
    domain_name,
    visit_n
from raw.site
