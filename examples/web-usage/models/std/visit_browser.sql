/*
description = "Visits by day and browser, cut by the publisher at 10,000 rows, typed"
description_zh = "按浏览器的日访问，标准层"
grain = "one row per day and browser"
grain_zh = "每天每类一行"
key = ["day_on", "browser_name"]
*/
select
    day_on,
    browser_name,
    visit_n
from raw.visit_browser
