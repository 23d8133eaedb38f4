/*
description = "Monthly returns in yuan, each filing a row of its own"
description_zh = "企业月报，标准层：金额以元计，每次填报一行"
grain = "one row per enterprise, month and filing"
grain_zh = "每家企业每月每次填报一行"
key = ["org_key", "month_on", "filed_at"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
month_on = "报表月份首日|First day of the month reported"
is_direct = "是否企业直报|Whether the firm filed itself"
output_cny = "产值（元）|Output, yuan"
tax_cny = "税收（元）|Tax paid, yuan; below zero where more was refunded"
returned_kwh = "填报用电量（千瓦时）|Electricity as returned by the firm, kWh"
contact_key = "联系电话（假名）|Keyed hash of the contact's number"
*/
select
    org_key,
    month_on,
    filed_at,
    filing_kind = '直报' as is_direct,
    cast(output_10k_cny * 10000 as decimal(18, 2)) as output_cny,
    cast(tax_10k_cny * 10000 as decimal(18, 2)) as tax_cny,
    staff_n,
    returned_kwh,
    contact_key
from raw.monthly_return
