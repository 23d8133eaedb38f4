/*
description = "Visits by day and language, cut by the publisher at 10,000 rows, typed"
description_zh = "按语言的日访问，标准层"
grain = "one row per day and language"
grain_zh = "每天每类一行"
key = ["day_on", "language_name"]
*/
select
    day_on,
    language_name,
    visit_n
from raw.visit_language
