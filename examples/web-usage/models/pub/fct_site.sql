/*
description = "Hosts with their visits from the widest report that names them"
description_zh = "域名访问，取覆盖最广的报表"
grain = "one row per host"
grain_zh = "每个域名一行"
key = ["domain_name"]

[columns]
is_named = "是否写明|Whether the host is named"
has_short_report = "是否见于常规报表|Whether the report of ordinary length has the host too"
*/
select
    site_extended.domain_name,
    site_extended.visit_n,
    site_extended.domain_name not in ('', '(other)', '(not set)') as is_named,
    site.domain_name is not null as has_short_report
from std.site_extended as site_extended
left join std.site as site on site_extended.domain_name = site.domain_name
