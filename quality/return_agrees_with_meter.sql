/*
description = "The electricity that a firm returns lies within a fifth of what its meters show"
description_zh = "填报用电量与电表用电量相差不超过两成"
table = "mart.enterprise_month"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    org_key,
    month_on,
    returned_kwh,
    metered_kwh
from mart.enterprise_month
where abs(returned_kwh - metered_kwh) > 0.2 * metered_kwh
