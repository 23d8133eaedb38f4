/*
description = "Monthly returns of enterprises, each filing a row: a later one corrects an earlier one"
description_zh = "企业月报事实：每次填报一行，后报更正先报"
grain = "one row per enterprise, month and filing"
grain_zh = "每家企业每月每次填报一行"
key = ["org_key", "month_on", "filed_at"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
month_on = "报表月份首日|First day of the month reported"
filed_at = "填报时间|When the return was filed"
is_direct = "是否企业直报|Whether the firm filed itself"
output_cny = "产值（元）|Output, yuan"
tax_cny = "税收（元）|Tax paid, yuan; below zero where more was refunded"
staff_n = "从业人员（人）|Staff"
returned_kwh = "填报用电量（千瓦时）|Electricity as returned by the firm, kWh"
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
