/*
description = "Ratings as figures; a remark in the place of a figure is none"
description_zh = "路面评分数值，批注处为空"
grain = "one row per year and block"
grain_zh = "每年每路段一行"
key = ["rating_year", "street_id"]

[columns]
rating_year = "评分年份|Year of the list"
rated_on = "评分月|First day of the month of the rating; NULL where it cannot be read"
class_code = "道路等级|Class of the road; from another year where this one has none"
overall_n = "总评分|Overall rating, 1 to 10"
crack_n = "裂缝评分|Rating of the cracks, 1 to 5"
patch_n = "修补评分|Rating of the patches, 1 to 5"
length_m = "长度（米）|Length in metres"
*/
with class as (
    select
        street_id,
        arg_max(class_code, rating_year) as class_code
    from std.road_rating
    where class_code is not null
    group by street_id
)
select
    rating.rating_year,
    case
        when regexp_matches(rating.rated_text, '^\d{1,2}/\d{2}$')
            then cast(try_strptime('1/' || rating.rated_text, '%d/%m/%y') as date)
    end as rated_on,
    rating.street_id,
    rating.street_name,
    coalesce(rating.class_code, class.class_code) as class_code,
    case when try_cast(rating.overall_text as integer) between 1 and 10 then cast(rating.overall_text as integer) end as overall_n,
    case when try_cast(rating.crack_text as integer) between 1 and 5 then cast(rating.crack_text as integer) end as crack_n,
    case when try_cast(rating.patch_text as integer) between 1 and 5 then cast(rating.patch_text as integer) end as patch_n,
    case when try_cast(rating.length_text as double) > 0 then cast(rating.length_text as double) * 0.3048 end as length_m
from std.road_rating as rating
left join class on rating.street_id = class.street_id
