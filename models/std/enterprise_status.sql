/*
description = "Changes of state, name and park of the enterprises"
description_zh = "企业变更登记，标准层"
grain = "one row per enterprise and day of change"
grain_zh = "每家企业每个变更日一行"
key = ["org_key", "changed_on"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
uscc = "统一社会信用代码，个体工商户不公开|Code of the organisation; empty for a sole trader"
is_sole_trader = "是否个体工商户|Whether the organisation is a sole trader, hence a natural person"
org_name = "名称，个体工商户不公开|Name; empty for a sole trader"
org_status_code = "经营状态代码|State: in_business, suspended, deregistered, revoked or moved_out"
park_id = "园区编号|Number of the park"
*/
select
    org_key,
    changed_on,
    deid_firm(uscc, uscc) as uscc,
    deid_firm(uscc, uscc) is null as is_sole_trader,
    deid_firm(org_name, uscc) as org_name,
    case org_status
        when '在营' then 'in_business'
        when '停业' then 'suspended'
        when '注销' then 'deregistered'
        when '吊销' then 'revoked'
        when '迁出' then 'moved_out'
    end as org_status_code,
    park_id,
    reason
from raw.enterprise_status
