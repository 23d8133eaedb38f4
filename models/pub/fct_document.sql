/*
description = "Documents"
description_zh = "公文事实"
grain = "one row per document"
grain_zh = "每份公文一行"
key = ["doc_id"]
incremental = {by = "doc_id"}

[columns]
doc_id = "公文标识|Identifier of the document"
title_length_n = "标题字数|Characters in the title"
doc_kind = "文种|Kind of document"
secrecy = "密级，仅公开、内部|Secrecy; only public and internal documents are here"
urgency = "紧急程度|Urgency"
issue_no = "发文字号|Issue number"
direction_code = "收发方向代码|Direction: received or issued"
nature_code = "公文性质代码：阅知或批办|Nature: to_read or to_handle"
formed_on = "成文日期|Date of the document"
registered_at = "登记时间|When the document was registered"
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
