/*
description = "Files downloaded"
description_zh = "文件下载"
grain = "one row per day, page title, file and page"
grain_zh = "每天每个文件每个页面一行"
key = ["day_on", "page_title", "file_name", "page_url"]
access = "restricted"

[columns]
day_on = "日期|Day"
page_title = "页面标题|Title of the page"
file_name = "文件|Address of the file"
page_url = "页面地址|Address of the page"
domain_name = "域名|Host of the page"
event_n = "下载次数|Downloads"
*/
select
    day_on,
    page_title,
    file_name,
    page_url,
    string_split(deid_path(page_url), '/')[1] as domain_name,
    event_n
from std.download
