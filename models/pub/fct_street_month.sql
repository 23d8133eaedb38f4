/*
description = "Monthly returns of the streets: residents, households, grid work"
description_zh = "街道月报事实：人口、户数、网格工作量"
grain = "one row per street and month"
grain_zh = "每个街道、月份一行"
key = ["street_code", "month_on"]
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
from std.mgmt_street_month
