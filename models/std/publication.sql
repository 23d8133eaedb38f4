/*
description = "Information that must be made public"
description_zh = "主动公开信息，标准层"
grain = "one row per piece of information"
grain_zh = "每条信息一行"
key = ["publication_id"]

[columns]
publication_id = "信息编号|Number of the piece of information"
index_no = "索引号|Index number"
publication_title = "信息标题|Title as published"
publication_category = "信息类别|Category of the information"
dept_name = "承办部门名称|Name of the department in charge"
formed_on = "形成日期|Day on which it was formed"
published_at = "公开时间|When it was published"
path = "网页路径|Path of the page"
removed_at = "下线时间|When the page was taken down"
*/
select
    publication_id,
    index_no,
    publication_title,
    publication_category,
    dept_name,
    formed_on,
    published_at,
    path,
    removed_at
from raw.publication
