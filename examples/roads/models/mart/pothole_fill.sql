/*
description = "Potholes filled, with the rating of their block and whether the same spot was filled before"
description_zh = "坑洞填补及其路段评分，是否同处重填"
grain = "one row per pothole filled"
grain_zh = "每次填补一行"
key = ["filled_at", "street_id", "lat", "lon"]

[columns]
overall_n = "总评分|Rating of the block in the newest list; NULL where it has none"
class_code = "道路等级|Class of the road"
is_repeat = "是否重填|Whether a pothole within ten metres on the block was filled on an earlier day of the thirty before"
*/
with repeat as (
    select distinct
        later.filled_at,
        later.street_id,
        later.lat,
        later.lon
    from pub.fct_pothole as later
    inner join pub.fct_pothole as earlier
        on
            later.street_id = earlier.street_id
            and earlier.filled_on < later.filled_on
            and earlier.filled_on >= later.filled_on - 30
    where distance_m(earlier.lon, earlier.lat, later.lon, later.lat) <= 10
)
select
    pothole.filled_at,
    pothole.filled_on,
    pothole.street_id,
    pothole.street_name,
    pothole.vehicle_id,
    pothole.lon,
    pothole.lat,
    rating.overall_n,
    rating.class_code,
    repeat.street_id is not null as is_repeat
from pub.fct_pothole as pothole
left join pub.fct_road_rating as rating on pothole.street_id = rating.street_id and rating.rating_year = '2015'
left join repeat
    on
        pothole.filled_at = repeat.filled_at
        and pothole.street_id = repeat.street_id
        and pothole.lat = repeat.lat
        and pothole.lon = repeat.lon
where pothole.filled_at < as_of_at()
