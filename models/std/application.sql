/*
description = "Applications for services"
description_zh = "政务服务办件，标准层"
grain = "one row per application"
grain_zh = "每个办件一行"
key = ["app_no"]

[columns]
applicant_type_code = "申请人类别代码|Applicant: person or enterprise"
applicant_key = "申请人（假名）|Keyed hash of the applicant's identity number"
org_key = "申请单位（假名）|Keyed hash of the applicant's credit code"
phone_key = "联系电话（假名）|Keyed hash of the telephone number"
apply_channel_code = "办理渠道代码|Channel of the application: window, web, app, kiosk or post"
result_code = "办理结果代码|Result: granted, refused, rejected or withdrawn"
visits_n = "到场次数|Visits that the applicant paid"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    app_no,
    service_id,
    case applicant_type
        when '个人' then 'person'
        when '企业' then 'enterprise'
    end as applicant_type_code,
    applicant_key,
    org_key,
    phone_key,
    apply_channel as apply_channel_code,
    submitted_at,
    accepted_at,
    statutory_days_n,
    promised_days_n,
    promised_at,
    finished_at,
    case result
        when '准予' then 'granted'
        when '不予' then 'refused'
        when '退件' then 'rejected'
        when '撤回' then 'withdrawn'
    end as result_code,
    coalesce(visits_n, 0) as visits_n,
    updated_at
from raw.application
