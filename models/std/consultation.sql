/*
description = "Questions on the website, without names and texts"
description_zh = "网站咨询，标准层：不含姓名与内容"
grain = "one row per question"
grain_zh = "每条咨询一行"
key = ["consultation_id"]

[columns]
consultation_type_code = "咨询类别代码|Kind: question, suggestion or complaint"
phone_key = "联系电话（假名）|Keyed hash of the telephone number"
question_length_n = "咨询字数|Characters in the question"
dept_name = "承办部门名称|Name of the department in charge"
is_shown = "答复是否公开|Whether question and answer are shown to all"
*/
select
    consultation_id,
    case consultation_type
        when '咨询' then 'question'
        when '建议' then 'suggestion'
        when '投诉' then 'complaint'
    end as consultation_type_code,
    phone_key,
    deid_length(question_text) as question_length_n,
    dept_name,
    asked_at,
    replied_at,
    coalesce(is_shown, false) as is_shown
from raw.consultation
