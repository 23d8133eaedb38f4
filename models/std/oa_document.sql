/*
description = "Documents without title and signatory"
description_zh = "公文，标准层：不含标题与签发人"
grain = "one row per document"
grain_zh = "每份公文一行"
key = ["doc_id"]

[columns]
title_length_n = "标题字数|Characters in the title"
secrecy = "密级，仅公开、内部|Secrecy; only public and internal documents are here"
direction_code = "收发方向代码|Direction: received or issued"
nature_code = "公文性质代码：阅知或批办|Nature: to_read or to_handle"
*/
select
    doc_id,
    deid_length(title) as title_length_n,
    doc_kind,
    secrecy,
    urgency,
    issue_no,
    case direction when '收文' then 'received' when '发文' then 'issued' end as direction_code,
    case nature when '阅知' then 'to_read' when '批办' then 'to_handle' end as nature_code,
    formed_on,
    registered_at
from raw.oa_document
