/*
description = "Every host of the ordinary report is in the extended one with the same visits"
description_zh = "常规报表的网站须见于扩展报表"
table = "pub.fct_site"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    site.domain_name
from std.site as site
left join std.site_extended as site_extended on site.domain_name = site_extended.domain_name
where site_extended.visit_n is distinct from site.visit_n
