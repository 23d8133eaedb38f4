/*
description = "Items to be filed in the archive"
description_zh = "归档文件事实"
grain = "one row per item"
grain_zh = "每个条目一行"
key = ["archive_id"]

[references]
doc_id = {to = "pub.fct_document.doc_id", id = "archive_document_exists", words = "归档条目的公文存在|The document of an item to be filed exists"}
dept_name = {to = "pub.dim_department.dept_name", id = "archive_item_department_exists", words = "归档部门在部门表中存在|The department of an item to be filed exists"}

[columns]
dept_id = "归档部门编号，无法对应时为空|Department that files it, empty where its name is not known"
dept_name = "归档部门名称|Name of the department that files it"
due_on = "应归档日期|Day by whose end it must be filed"
*/
select
    p.archive_id,
    p.archive_no,
    p.fonds_no,
    p.archive_year_n,
    p.retention_code,
    p.secrecy,
    p.doc_id,
    p.title_length_n,
    d.dept_id,
    coalesce(d.dept_name, p.dept_name) as dept_name,
    p.formed_on,
    p.due_on,
    p.archived_on,
    p.page_n
from std.archive_item as p
left join pub.dim_department_alias as a on p.dept_name = a.alias_name
left join pub.dim_department as d on coalesce(a.dept_name, p.dept_name) = d.dept_name
