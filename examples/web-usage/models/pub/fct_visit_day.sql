/*
description = "Visits by day from the two reports that give totals; the second was taken later"
description_zh = "两份总数报表的日访问，后者提取较晚"
grain = "one row per report and day"
grain_zh = "每份报表每天一行"
key = ["report_code", "day_on"]

[columns]
report_code = "报表|Report: users or daily_sessions"
day_on = "日期|Day"
visit_n = "访问次数|Visits"
*/
select
    'users' as report_code,
    day_on,
    visit_n
from std.visit_day
union all
select
    'daily_sessions' as report_code,
    day_on,
    visit_n
from std.session_day
