/*
description = "Files downloaded"
description_zh = "文件下载"
grain = "one row per day, page title, file and page"
grain_zh = "每天每个文件每个页面一行"
key = ["day_on", "page_title", "file_name", "page_url"]
access = "restricted"

[columns]
domain_name = "域名|Host of the page"
*/
select
    day_on,
    page_title,
    file_name,
    page_url,
    string_split(deid_path(page_url), '/')[1] as domain_name,
    event_n
from std.download
