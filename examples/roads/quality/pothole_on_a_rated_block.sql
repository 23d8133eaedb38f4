/*
description = "The block of a pothole is in the newest list of ratings"
description_zh = "坑洞所在路段须在评分表中"
table = "pub.fct_pothole"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    pothole.filled_at,
    pothole.street_id
from pub.fct_pothole as pothole
left join pub.fct_road_rating as rating on pothole.street_id = rating.street_id and rating.rating_year = '2015'
where rating.street_id is null
