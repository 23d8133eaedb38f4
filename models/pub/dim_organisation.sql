/*
description = "Organisations of the district with their history: enterprises in a park or outside, and financial institutions, one identity for both"
description_zh = "法人与个体工商户，含历史：园区内外的企业与金融机构合为一个主体，以企业变更登记为准"
grain = "one row per organisation and period in which nothing about it changed"
grain_zh = "每个主体每个不变期间一行"
key = ["org_key", "valid_from_on"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
valid_from_on = "本状态起始日|First day of this state"
valid_to_on = "本状态截止日（不含），空为现行|First day no longer in this state; empty while in force"
is_current = "是否现行|Whether this is the newest state"
uscc = "统一社会信用代码，个体工商户不公开|Code of the organisation; empty for a sole trader"
org_name = "名称，个体工商户不公开|Name; empty for a sole trader"
is_sole_trader = "是否个体工商户|Whether the organisation is a sole trader, hence a natural person"
org_status_code = "经营状态代码|State: in_business, suspended, deregistered, revoked or moved_out"
park_id = "园区编号，园区外为空|Number of the park, empty outside the parks"
licence_type_code = "金融机构类型代码，非金融机构为空|Kind of financial institution, empty for others"
settled_on = "入驻日期|Day on which it settled in the district"
land_mu = "用地面积（亩），按最近登记|Land, mu, as last registered"
leased_m2 = "租用面积（平方米），按最近登记|Floor area leased, square metres, as last registered"
is_reporting = "是否纳入直报，按最近登记|Whether the firm must file monthly returns, as last registered"
*/
with recorded as (
    select
        h.org_key,
        h.changed_on,
        h.uscc,
        h.is_sole_trader,
        h.org_name,
        h.org_status_code,
        h.park_id
    from std.enterprise_status as h
),

unrecorded as (
    select
        e.org_key,
        e.settled_on,
        e.left_on,
        e.uscc,
        e.is_sole_trader,
        e.org_name,
        e.org_status_code,
        e.park_id
    from std.enterprise as e
    left join recorded as h on e.org_key = h.org_key
    where h.org_key is null
    union all
    select
        f.org_key,
        f.settled_on,
        f.left_on,
        f.uscc,
        f.is_sole_trader,
        f.org_name,
        f.org_status_code,
        cast(null as varchar) as park_id
    from std.fin_org as f
    left join std.enterprise as e on f.org_key = e.org_key
    left join recorded as h on f.org_key = h.org_key
    where e.org_key is null and h.org_key is null
),

changes as (
    select
        org_key,
        changed_on,
        uscc,
        is_sole_trader,
        org_name,
        org_status_code,
        park_id
    from recorded
    union all
    select
        org_key,
        settled_on as changed_on,
        uscc,
        is_sole_trader,
        org_name,
        case when left_on > settled_on then 'in_business' else org_status_code end as org_status_code,
        park_id
    from unrecorded
    union all
    select
        org_key,
        left_on as changed_on,
        uscc,
        is_sole_trader,
        org_name,
        org_status_code,
        park_id
    from unrecorded
    where left_on > settled_on
),

periods as (
    select
        c.*,
        lead(c.changed_on) over (partition by c.org_key order by c.changed_on) as valid_to_on
    from changes as c
)

select
    p.org_key,
    p.changed_on as valid_from_on,
    p.valid_to_on,
    p.valid_to_on is null as is_current,
    p.uscc,
    p.org_name,
    p.is_sole_trader,
    p.org_status_code,
    p.park_id,
    e.industry_code,
    f.licence_type_code,
    coalesce(e.settled_on, f.settled_on) as settled_on,
    coalesce(e.land_mu, 0) as land_mu,
    coalesce(e.leased_m2, 0) as leased_m2,
    coalesce(e.is_reporting, false) as is_reporting
from periods as p
left join std.enterprise as e on p.org_key = e.org_key
left join std.fin_org as f on p.org_key = f.org_key
