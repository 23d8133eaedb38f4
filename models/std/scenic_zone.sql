/*
description = "Zones of scenic areas as approved for their capacity"
description_zh = "景区分区承载量核定，标准层"
grain = "one row per zone and approval"
grain_zh = "每个分区每次核定一行"
key = ["scenic_id", "zone_no", "valid_from_on"]

[columns]
area_m2 = "可游览面积，平方米|Area open to visitors in square metres"
per_capita_m2 = "人均空间标准，平方米|Square metres that each visitor should have"
valid_from_on = "核定生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
*/
select
    scenic_id,
    zone_no,
    zone_name,
    area_m2,
    per_capita_m2,
    valid_from_on,
    valid_to_on
from raw.scenic_zone
