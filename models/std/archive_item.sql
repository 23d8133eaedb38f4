/*
description = "Items to be filed, without their titles"
description_zh = "归档文件，标准层：不含题名"
grain = "one row per item"
grain_zh = "每个条目一行"
key = ["archive_id"]

[columns]
archive_no = "档号，归档后才有|Archive number, given on filing"
retention_code = "保管期限代码|Retention: permanent, 30_years or 10_years"
secrecy = "密级，仅公开、内部|Secrecy; only public and internal documents are here"
title_length_n = "标题字数|Characters in the title"
dept_name = "承办部门名称|Name of the department in charge"
due_on = "到期日|Day by whose end it is due"
*/
select
    archive_id,
    archive_no,
    fonds_no,
    archive_year_n,
    case retention
        when '永久' then 'permanent'
        when '30年' then '30_years'
        when '10年' then '10_years'
    end as retention_code,
    secrecy,
    doc_id,
    deid_length(archive_title) as title_length_n,
    dept_name,
    formed_on,
    due_on,
    archived_on,
    page_n
from raw.archive_item
