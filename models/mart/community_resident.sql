/*
description = "Residents on the register by community; communities of fewer than ten are left out"
description_zh = "社区在册居民数；不足十人的社区不列"
grain = "one row per community"
grain_zh = "每个社区一行"
key = ["community_code"]
aggregate = ["resident_n"]

[columns]
street_code = "街道代码|Code of the street"
resident_n = "登记在册居民数|Residents on the register"
*/
select
    community_code,
    min(street_code) as street_code,
    count(*) as resident_n
from pub.dim_person
where is_current
group by community_code
having count(*) >= 10
