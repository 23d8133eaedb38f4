/*
description = "A rated block is on the street map"
description_zh = "评分路段须见于街道图"
table = "pub.dim_street"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    rating.rating_year,
    rating.street_id
from pub.fct_road_rating as rating
left join pub.dim_street as street on rating.street_id = street.street_id
where street.street_id is null
