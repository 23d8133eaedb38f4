/*
description = "Visits of thirty days by host, with the smallest ones, typed"
description_zh = "网站访问（扩展），标准层"
grain = "one row per host"
grain_zh = "每个域名一行"
key = ["domain_name"]
*/
select
    domain_name,
    visit_n
from raw.site_extended
