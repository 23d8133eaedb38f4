/*
description = "Cases of the green channel without the applicant's words and name"
description_zh = "绿色通道事项，标准层：不含备注与联系人"
grain = "one row per case"
grain_zh = "每个事项一行"
key = ["green_case_id"]

[columns]
green_case_id = "绿色通道受理编号|Number of the green-channel case"
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
service_kind_code = "事项类别代码|Kind of green-channel service"
dept_name = "承办部门名称|Name of the department in charge"
green_case_status_code = "办理状态代码|State: in_progress, finished, withdrawn or refused"
promised_at = "承诺办结时间，含批准的延期|Promised end, approved extension included"
extended_n = "延期次数|Times that the limit was extended"
contact_key = "联系电话（假名）|Keyed hash of the contact's number"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    green_case_id,
    org_key,
    case service_kind
        when '设立登记' then 'set_up'
        when '变更备案' then 'change'
        when '贷款审批' then 'loan'
        when '融资对接' then 'financing'
        when '上市辅导' then 'listing'
        when '补贴兑现' then 'subsidy'
    end as service_kind_code,
    dept_name,
    case green_case_status
        when '在办' then 'in_progress'
        when '办结' then 'finished'
        when '撤回' then 'withdrawn'
        when '不予受理' then 'refused'
    end as green_case_status_code,
    accepted_at,
    promised_at,
    finished_at,
    withdrawn_at,
    coalesce(extended_n, 0) as extended_n,
    amount_cny,
    contact_key,
    updated_at
from raw.green_case
