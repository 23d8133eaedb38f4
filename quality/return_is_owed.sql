/*
description = "A month is reported only by a firm that is in scope and was in business"
description_zh = "只有纳入直报且月末在营的企业填报月报"
table = "mart.enterprise_month"
dimension = "conformity"
gbt36344 = "01"
severity = "warn"
*/
select
    org_key,
    month_on,
    first_filed_at
from mart.enterprise_month
where is_filed and not is_expected and as_of() >= cast(month_on + interval 1 month as date) + 9
