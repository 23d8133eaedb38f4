/*
description = "Requests for disclosure, without names and texts"
description_zh = "依申请公开，标准层：不含姓名与申请内容"
grain = "one row per request"
grain_zh = "每件申请一行"
key = ["req_no"]

[columns]
applicant_type_code = "申请人类别代码|Applicant: person or enterprise"
applicant_key = "申请人（假名）|Keyed hash of the applicant's identity number"
phone_key = "联系电话（假名）|Keyed hash of the telephone number"
request_length_n = "申请内容字数|Characters in the request"
dept_name = "承办部门名称|Name of the department in charge"
is_extended = "是否延期|Whether the limit was extended"
outcome_code = "答复结果代码|Outcome: granted, partly_granted, refused, not_held, other_body, not_handled or withdrawn"
*/
select
    req_no,
    case applicant_type
        when '公民' then 'person'
        when '法人或其他组织' then 'enterprise'
    end as applicant_type_code,
    applicant_key,
    phone_key,
    deid_length(request_text) as request_length_n,
    dept_name,
    received_on,
    coalesce(is_extended, false) as is_extended,
    replied_on,
    case outcome
        when '予以公开' then 'granted'
        when '部分公开' then 'partly_granted'
        when '不予公开' then 'refused'
        when '信息不存在' then 'not_held'
        when '非本机关公开' then 'other_body'
        when '不予处理' then 'not_handled'
        when '撤回' then 'withdrawn'
    end as outcome_code
from raw.foi_request
