/*
description = "Financial institutions without contacts and addresses"
description_zh = "金融机构，标准层：不含联系人与地址"
grain = "one row per institution"
grain_zh = "每家机构一行"
key = ["org_key"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
uscc = "统一社会信用代码，个体工商户不公开|Code of the organisation; empty for a sole trader"
is_sole_trader = "是否个体工商户|Whether the organisation is a sole trader, hence a natural person"
org_name = "名称，个体工商户不公开|Name; empty for a sole trader"
licence_type_code = "机构类型代码|Kind of financial institution"
capital_cny = "注册资本（元）|Registered capital, yuan"
org_status_code = "经营状态代码|State: in_business, suspended, deregistered, revoked or moved_out"
contact_key = "联系电话（假名）|Keyed hash of the contact's number"
*/
select
    org_key,
    deid_firm(uscc, uscc) as uscc,
    deid_firm(uscc, uscc) is null as is_sole_trader,
    deid_firm(org_name, uscc) as org_name,
    case licence_type
        when '银行' then 'bank'
        when '证券' then 'securities'
        when '保险' then 'insurance'
        when '小额贷款' then 'microloan'
        when '融资担保' then 'guarantee'
        when '典当' then 'pawn'
        when '基金' then 'fund'
        when '融资租赁' then 'leasing'
        when '金融科技' then 'fintech'
    end as licence_type_code,
    licence_no,
    cast(capital_10k_cny * 10000 as decimal(18, 2)) as capital_cny,
    settled_on,
    left_on,
    case org_status
        when '在营' then 'in_business'
        when '停业' then 'suspended'
        when '注销' then 'deregistered'
        when '吊销' then 'revoked'
        when '迁出' then 'moved_out'
    end as org_status_code,
    contact_key
from raw.fin_org
