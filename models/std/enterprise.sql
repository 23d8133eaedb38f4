/*
description = "Enterprises of the parks without persons and addresses"
description_zh = "园区企业，标准层：不含人员与地址"
grain = "one row per enterprise"
grain_zh = "每家企业一行"
key = ["org_key"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
uscc = "统一社会信用代码，个体工商户不公开|Code of the organisation; empty for a sole trader"
is_sole_trader = "是否个体工商户|Whether the organisation is a sole trader, hence a natural person"
org_name = "名称，个体工商户不公开|Name; empty for a sole trader"
org_kind_code = "主体类型代码|Kind of organisation: firm, sole_trader or cooperative"
industry_code = "行业代码，GB/T 4754|Industry, GB/T 4754"
land_mu = "用地面积（亩）|Land, mu (two thirds of 1,000 square metres)"
leased_m2 = "租用面积（平方米）|Floor area leased, square metres"
org_status_code = "经营状态代码|State: in_business, suspended, deregistered, revoked or moved_out"
contact_key = "联系电话（假名）|Keyed hash of the contact's number"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    org_key,
    deid_firm(uscc, uscc) as uscc,
    deid_firm(uscc, uscc) is null as is_sole_trader,
    deid_firm(org_name, uscc) as org_name,
    case org_kind
        when '企业' then 'firm'
        when '个体工商户' then 'sole_trader'
        when '农民专业合作社' then 'cooperative'
    end as org_kind_code,
    industry_code,
    park_id,
    grid_code,
    coalesce(land_mu, 0) as land_mu,
    coalesce(leased_m2, 0) as leased_m2,
    settled_on,
    left_on,
    case org_status
        when '在营' then 'in_business'
        when '停业' then 'suspended'
        when '注销' then 'deregistered'
        when '吊销' then 'revoked'
        when '迁出' then 'moved_out'
    end as org_status_code,
    is_reporting,
    contact_key,
    updated_at
from raw.enterprise
