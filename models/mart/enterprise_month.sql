/*
description = "What each enterprise reported for each month as it stands on the day observed, beside its meters"
description_zh = "企业月度主题：在观察日所见的月报与电表用电量"
grain = "one row per enterprise and month, where a return was due or came"
grain_zh = "每家企业每月一行：应报或已报的"
key = ["org_key", "month_on"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
month_on = "报表月份首日|First day of the month reported"
park_id = "月末所在园区编号|Park of the enterprise at the end of the month"
is_expected = "是否应报：月末在营、纳入直报且已过次月 10 日|Whether a return is due: in business at the end of the month, in scope, and the 10th of the next month has come"
is_filed = "是否已报|Whether a return has come"
is_on_time = "首次填报是否不晚于次月 10 日|Whether the first return came by the 10th of the next month"
is_direct = "最近一次是否企业直报|Whether the firm filed the newest return itself"
filing_n = "填报次数|Times that the month was filed"
first_filed_at = "首次填报时间|When the month was filed first"
output_cny = "产值（元），取最近一次填报|Output of the newest return, yuan"
tax_cny = "税收（元），取最近一次填报|Tax of the newest return, yuan"
metered_kwh = "电表用电量（千瓦时），无电表为空|Electricity by the meters, kWh; empty without a meter"
land_mu = "用地面积（亩），按最近登记|Land, mu, as last registered"
*/
with months as (
    select distinct
        cast(date_trunc('month', c.date_on) as date) as month_on,
        cast(date_trunc('month', c.date_on) + interval 1 month as date) as next_month_on
    from pub.dim_calendar as c
    where
        c.date_on >= (select min(r.month_on) from pub.fct_monthly_return as r)
        and date_trunc('month', c.date_on) + interval 1 month <= as_of() + interval 1 day
),

owed as (
    select
        o.org_key,
        m.month_on,
        o.park_id
    from months as m
    inner join pub.dim_organisation as o
        on o.valid_from_on < m.next_month_on and (o.valid_to_on is null or o.valid_to_on >= m.next_month_on)
    where o.is_reporting and o.org_status_code = 'in_business' and as_of() >= m.next_month_on + 9
),

filed as (
    select
        org_key,
        month_on,
        count(*) as filing_n,
        min(filed_at) as first_filed_at,
        max(filed_at) as last_filed_at
    from pub.fct_monthly_return
    where filed_at < as_of_at()
    group by org_key, month_on
),

metered as (
    select
        org_key,
        cast(date_trunc('month', read_on) as date) as month_on,
        sum(consumed_kwh) as metered_kwh
    from pub.fct_meter_reading
    where read_on <= as_of()
    group by org_key, cast(date_trunc('month', read_on) as date)
),

listed as (
    select
        coalesce(w.org_key, f.org_key) as org_key,
        coalesce(w.month_on, f.month_on) as month_on,
        w.org_key is not null as is_expected,
        coalesce(f.filing_n, 0) as filing_n,
        f.first_filed_at,
        f.last_filed_at
    from owed as w
    full join filed as f on w.org_key = f.org_key and w.month_on = f.month_on
)

select
    l.org_key,
    l.month_on,
    o.park_id,
    i.industry_section_code,
    l.is_expected,
    l.filing_n > 0 as is_filed,
    coalesce(cast(l.first_filed_at as date) <= cast(l.month_on + interval 1 month as date) + 9, false) as is_on_time,
    coalesce(r.is_direct, false) as is_direct,
    l.filing_n,
    l.first_filed_at,
    r.output_cny,
    r.tax_cny,
    r.staff_n,
    r.returned_kwh,
    e.metered_kwh,
    coalesce(o.land_mu, 0) as land_mu
from listed as l
left join pub.fct_monthly_return as r
    on l.org_key = r.org_key and l.month_on = r.month_on and l.last_filed_at = r.filed_at
left join metered as e on l.org_key = e.org_key and l.month_on = e.month_on
left join pub.dim_organisation as o
    on
        l.org_key = o.org_key
        and o.valid_from_on < cast(l.month_on + interval 1 month as date)
        and (o.valid_to_on is null or o.valid_to_on >= cast(l.month_on + interval 1 month as date))
left join pub.dim_industry as i on o.industry_code = i.industry_code
