/*
description = "Division codes with the days on which each is in force"
description_zh = "行政区划代码及其生效期，标准层"
grain = "one row per code and the day from which it is in force"
grain_zh = "每个代码、每个生效日期一行"
key = ["division_code", "valid_from_on"]

[columns]
division_code = "行政区划代码|Code of the division"
valid_from_on = "生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
division_name = "名称|Name of the division"
division_level_code = "级别：city district street community|Level: city, district, street or community"
parent_code = "上级代码|Code of the division above"
successor_code = "后继代码|Code that this one passed into"
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
