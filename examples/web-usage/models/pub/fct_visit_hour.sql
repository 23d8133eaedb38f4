/*
description = "Visits by hour from the two reports that have hours"
description_zh = "两份报表的逐小时访问"
grain = "one row per report, day and hour"
grain_zh = "每份报表每天每小时一行"
key = ["report_code", "day_on", "hour_text"]

[columns]
report_code = "报表|Report: last_48_hours or today"
day_on = "日期|Day"
hour_text = "小时|Hour as the source writes it, or a word for what has none"
hour_n = "小时数|Hour of the day; NULL where the source gives none"
visit_n = "访问次数|Visits"
*/
select
    'last_48_hours' as report_code,
    day_on,
    hour_text,
    try_cast(hour_text as integer) as hour_n,
    visit_n
from std.session_hour
union all
select
    'today' as report_code,
    day_on,
    hour_text,
    try_cast(hour_text as integer) as hour_n,
    visit_n
from std.session_hour_today
