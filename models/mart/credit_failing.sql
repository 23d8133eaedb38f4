/*
description = "Legal persons with failings that are not repaired; sole traders, who are natural persons, are left out"
description_zh = "有未修复失信记录的法人；个体工商户属自然人，不列"
grain = "one row per organisation"
grain_zh = "每个主体一行"
key = ["org_key"]
reason = "只列法人，不含个体工商户|Legal persons only, no sole trader"

[columns]
org_name = "名称|Name"
failing_n = "未修复失信记录数|Failings not repaired"
oldest_day_n = "最久的天数|Days since the oldest"
*/
select
    e.org_key,
    min(o.org_name) as org_name,
    count(*) as failing_n,
    max(date_diff('day', e.occurred_on, as_of())) as oldest_day_n
from pub.fct_credit_event as e
inner join pub.dim_organisation as o on e.org_key = o.org_key and o.is_current
where
    e.is_failing
    and e.occurred_on <= as_of()
    and (e.repaired_on is null or e.repaired_on > as_of())
    and not o.is_sole_trader
group by e.org_key
