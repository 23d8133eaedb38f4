/*
description = "Documents"
description_zh = "公文事实"
grain = "one row per document"
grain_zh = "每份公文一行"
key = ["doc_id"]
incremental = {by = "doc_id"}
*/
select
    doc_id,
    title_length_n,
    doc_kind,
    secrecy,
    urgency,
    issue_no,
    direction_code,
    nature_code,
    formed_on,
    registered_at
from std.oa_document
