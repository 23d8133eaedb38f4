/*
description = "Division codes with the days on which each is in force"
description_zh = "行政区划代码及其生效期，标准层"
grain = "one row per code and the day from which it is in force"
grain_zh = "每个代码、每个生效日期一行"
key = ["division_code", "valid_from_on"]

[columns]
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
division_level_code = "级别：city district street community|Level: city, district, street or community"
*/
select
    division_code,
    valid_from_on,
    valid_to_on,
    division_name,
    division_level as division_level_code,
    parent_code,
    successor_code
from raw.mgmt_division
