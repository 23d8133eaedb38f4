/*
title_zh = "路面评分中位数"
title = "Rating, median"
question_zh = "路面评分中位数是多少？"
question = "What is the median rating of the blocks?"
kind = "quantile"
quantile = 0.5
unit = "分"
better = "higher"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "最近一份清单中有评分的路段"
en = "rated blocks of the newest list"
numerator = "总评分|overall rating"
*/
with newest as (
    select * from pub.fct_road_rating
    where rating_year = (
        select max(rating_year) from pub.fct_road_rating where make_date(cast(rating_year as integer), 12, 31) <= as_of()
    )
)

select
    make_date(cast(rating_year as integer), 12, 31) as period_on,
    overall_n as value,
    rating_year as list_code,
    class_code
from newest
where overall_n is not null
