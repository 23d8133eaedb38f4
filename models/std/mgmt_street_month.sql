/*
description = "Monthly returns of the streets"
description_zh = "街道月报，标准层"
grain = "one row per street and month"
grain_zh = "每个街道、月份一行"
key = ["street_code", "month_on"]

[columns]
street_code = "街道代码|Code of the street"
month_on = "月份首日|First day of the month"
registered_n = "户籍人口|Registered residents"
floating_n = "流动人口|Floating residents"
foreign_n = "境外人口|Foreign residents"
resident_n = "常住人口合计|Residents in all"
household_n = "户数|Households"
grid_worker_n = "网格员数|Grid workers"
visited_household_n = "入户走访户数|Households visited"
hazard_n = "排查隐患数|Hazards found"
hazard_cleared_n = "整改隐患数|Hazards cleared"
filed_on = "填报日期|Day on which the return was filed"
*/
select
    street_code,
    month_on,
    registered_n,
    floating_n,
    foreign_n,
    resident_n,
    household_n,
    grid_worker_n,
    visited_household_n,
    hazard_n,
    hazard_cleared_n,
    filed_on
from raw.mgmt_street_month
