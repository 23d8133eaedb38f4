/*
title_zh = "差路率"
title = "Poor roads"
question_zh = "多少路段评分不高于 4？"
question = "What share of the rated blocks is rated 4 or worse?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "最近一份清单中有评分的路段"
en = "of rated blocks of the newest list"
numerator = "评分不高于 4|rated 4 or worse"
denominator = "有评分|rated"
*/
with newest as (
    select * from pub.fct_road_rating
    where rating_year = (
        select max(rating_year) from pub.fct_road_rating where make_date(cast(rating_year as integer), 12, 31) <= as_of()
    )
)

select
    make_date(cast(rating_year as integer), 12, 31) as period_on,
    cast(overall_n <= 4 as integer) as numerator,
    1 as denominator,
    rating_year as list_code,
    class_code
from newest
where overall_n is not null
