/*
description = "Titles by visitors at one moment, typed"
description_zh = "实时页面标题，标准层"
grain = "one row per title"
grain_zh = "每个标题一行"
key = ["page_title"]
access = "restricted"
*/
select
    page_title,
    visitor_n
from raw.title_realtime
