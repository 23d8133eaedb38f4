/*
description = "Information that must be made public"
description_zh = "主动公开信息，标准层"
grain = "one row per piece of information"
grain_zh = "每条信息一行"
key = ["publication_id"]

[columns]
dept_name = "承办部门名称|Name of the department in charge"
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
