/*
description = "Visits by day and screen size, cut by the publisher at 10,000 rows, typed"
description_zh = "按屏幕分辨率的日访问，标准层"
grain = "one row per day and screen size"
grain_zh = "每天每类一行"
key = ["day_on", "screen_size"]
*/
select
    day_on,
    screen_size,
    visit_n
from raw.visit_screen
