/*
description = "Work orders of the hotline with the seven kinds of demand and without the citizen's words"
description_zh = "热线工单，标准层：诉求类型统一为七类"
grain = "one row per work order"
grain_zh = "每张工单一行"
key = ["order_id"]

[columns]
demand_type = "诉求类型|Kind of demand"
content_length_n = "诉求内容字数|Characters in the text of the demand"
dept_name = "承办部门名称|Name of the department in charge"
due_at = "办理时限，含批准的延期|When the order is due, approved extension included"
is_closed_at_desk = "是否在线解答|Whether the agent settled it in the call"
returned_n = "退单次数|Times that the department returned the order"
extended_n = "延期次数|Times that the limit was extended"
caller_key = "来电人电话（假名）|Keyed hash of the caller's number"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    order_id,
    call_id,
    case demand_type
        when '求决' then '求助'
        when '揭发控告' then '举报'
        when '意见建议' then '建议'
        when '申诉' then '投诉'
        else demand_type
    end as demand_type,
    deid_length(content) as content_length_n,
    nullif(split_part(org_path, '/', 2), '') as dept_name,
    accepted_at,
    signed_at,
    due_at,
    replied_at,
    closed_at,
    coalesce(is_closed_at_desk, false) as is_closed_at_desk,
    coalesce(returned_n, 0) as returned_n,
    coalesce(extended_n, 0) as extended_n,
    forwarded_case_id,
    street_code,
    caller_key,
    updated_at
from raw.hotline_order
