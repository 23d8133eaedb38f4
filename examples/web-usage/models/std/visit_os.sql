/*
description = "Visits by day and operating system, cut by the publisher at 10,000 rows, typed"
description_zh = "按操作系统的日访问，标准层"
grain = "one row per day and operating system"
grain_zh = "每天每类一行"
key = ["day_on", "os_name"]
*/
select
    day_on,
    os_name,
    visit_n
from raw.visit_os
