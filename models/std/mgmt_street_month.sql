/*
description = "Monthly returns of the streets"
description_zh = "街道月报，标准层"
grain = "one row per street and month"
grain_zh = "每个街道、月份一行"
key = ["street_code", "month_on"]

[columns]
month_on = "月份首日|First day of the month"
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
