/*
description = "Users of thirty days by city; the report has no list of rows, only this map of totals, typed"
description_zh = "城市用户，标准层"
grain = "one row per city"
grain_zh = "每个城市一行"
key = ["city_id"]
*/
select
    city_id,
    user_n
from raw.city_user
