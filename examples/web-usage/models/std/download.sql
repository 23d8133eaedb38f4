/*
description = "The hundred files downloaded most on one day, typed"
description_zh = "昨日下载，标准层"
grain = "one row per file and page"
grain_zh = "每个文件每个页面一行"
key = ["day_on", "page_title", "file_name", "page_url"]
access = "restricted"
*/
select
    day_on,
    page_title,
    event_label,
    file_name,
    page_url,
    event_n
from raw.download
