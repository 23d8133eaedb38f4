/*
description = "The hundred files downloaded most on one day, typed"
description_zh = "昨日下载，标准层"
grain = "one row per file and page"
grain_zh = "每个文件每个页面一行"
key = ["day_on", "page_title", "file_name", "page_url"]
access = "restricted"

[columns]
day_on = "日期|Day"
page_title = "页面标题|Title of the page"
event_label = "事件|Kind of event; one value in this report"
file_name = "文件|Address of the file"
page_url = "页面地址|Address of the page"
event_n = "下载次数|Downloads"
*/
select
    day_on,
    page_title,
    event_label,
    file_name,
    page_url,
    event_n
from raw.download
