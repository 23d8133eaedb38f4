/*
description = "Divisions through time; a code that passed into another names it"
description_zh = "行政区划维度（缓慢变化），失效代码指明后继代码"
grain = "one row per code and the day from which it is in force"
grain_zh = "每个代码、每个生效日期一行"
key = ["division_code", "valid_from_on"]

[columns]
is_current = "是否最新版本|Whether this is the newest version"
*/
select
    division_code,
    valid_from_on,
    valid_to_on,
    valid_to_on is null as is_current,
    division_name,
    division_level_code,
    parent_code,
    successor_code
from std.mgmt_division
