/*
description = "Requests of enterprises without their words and contacts"
description_zh = "园区企业诉求，标准层：不含内容与联系人"
grain = "one row per request"
grain_zh = "每件诉求一行"
key = ["park_request_id"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
request_kind_code = "诉求类别代码|Kind of request"
dept_name = "承办部门名称|Name of the department in charge"
content_length_n = "诉求内容字数|Characters in the text of the demand"
due_at = "办理时限，含批准的延期|When it is due, approved extension included"
withdrawn_at = "退出时间|When it was withdrawn or refused"
request_status_code = "办理状态代码|State: in_progress, closed or withdrawn"
returned_n = "退办次数|Times that the department returned it"
extended_n = "延期次数|Times that the limit was extended"
satisfaction_code = "满意度代码|Satisfaction: satisfied, basically_satisfied or dissatisfied"
contact_key = "联系电话（假名）|Keyed hash of the contact's number"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    park_request_id,
    org_key,
    case request_kind
        when '政策兑现' then 'policy'
        when '招工用工' then 'staff'
        when '融资需求' then 'finance'
        when '供电供水' then 'utilities'
        when '物业维修' then 'repairs'
        when '证照办理' then 'permits'
        when '其他' then 'other'
    end as request_kind_code,
    dept_name,
    deid_length(content) as content_length_n,
    accepted_at,
    due_at,
    closed_at,
    withdrawn_at,
    case request_status
        when '在办' then 'in_progress'
        when '办结' then 'closed'
        when '撤回' then 'withdrawn'
    end as request_status_code,
    coalesce(returned_n, 0) as returned_n,
    coalesce(extended_n, 0) as extended_n,
    case satisfied
        when '满意' then 'satisfied'
        when '基本满意' then 'basically_satisfied'
        when '不满意' then 'dissatisfied'
    end as satisfaction_code,
    contact_key,
    updated_at
from raw.park_request
