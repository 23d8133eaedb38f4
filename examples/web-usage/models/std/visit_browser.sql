/*
description = "Visits by day and browser, cut by the publisher at 10,000 rows, typed"
description_zh = "按浏览器的日访问，标准层"
grain = "one row per day and browser"
grain_zh = "每天每类一行"
key = ["day_on", "browser_name"]

[columns]
day_on = "日期|Day"
browser_name = "浏览器|Browser"
visit_n = "访问次数|Visits"
*/
select
    day_on,
    browser_name,
    visit_n
from raw.visit_browser
