/*
description = "A report of ten thousand rows, less the few set aside, was cut, so its total is partial"
description_zh = "报表不得被截断"
table = "pub.fct_page"
dimension = "coverage"
gbt36344 = "02"
severity = "warn"
*/
with report as (
    select 'domain_page' as report_code, count(*) as row_n from std.domain_page
    union all
    select 'visit_screen' as report_code, count(*) as row_n from std.visit_screen
    union all
    select 'visit_device_model' as report_code, count(*) as row_n from std.visit_device_model
    union all
    select 'visit_language' as report_code, count(*) as row_n from std.visit_language
    union all
    select 'visit_browser' as report_code, count(*) as row_n from std.visit_browser
    union all
    select 'visit_os' as report_code, count(*) as row_n from std.visit_os
    union all
    select 'visit_device' as report_code, count(*) as row_n from std.visit_device
    union all
    select 'site' as report_code, count(*) as row_n from std.site
    union all
    select 'site_extended' as report_code, count(*) as row_n from std.site_extended
    union all
    select 'title_visitor' as report_code, count(*) as row_n from std.title_visitor
    union all
    select 'city_user' as report_code, count(*) as row_n from std.city_user
    union all
    select agency_name as report_code, count(*) as row_n from std.agency_page group by agency_name
)
select
    report_code,
    row_n
from report
where row_n >= 9990
