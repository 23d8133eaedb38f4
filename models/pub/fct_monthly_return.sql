/*
description = "Monthly returns of enterprises, each filing a row: a later one corrects an earlier one"
description_zh = "企业月报事实：每次填报一行，后报更正先报"
grain = "one row per enterprise, month and filing"
grain_zh = "每家企业每月每次填报一行"
key = ["org_key", "month_on", "filed_at"]
*/
select
    org_key,
    month_on,
    filed_at,
    is_direct,
    output_cny,
    tax_cny,
    staff_n,
    returned_kwh
from std.monthly_return
