/*
description = "The document of an item to be filed exists"
description_zh = "归档条目的公文存在"
table = "pub.fct_archive_item"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    p.archive_id,
    p.doc_id
from pub.fct_archive_item as p
left join pub.fct_document as d on p.doc_id = d.doc_id
where p.doc_id is not null and d.doc_id is null
