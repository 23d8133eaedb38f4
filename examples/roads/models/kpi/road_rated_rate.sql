/*
title_zh = "路面评分率"
title = "Blocks rated"
question_zh = "多少路段有评分？"
question = "What share of the blocks has a rating?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "最近一份清单的全部路段"
en = "of all blocks of the newest list"
numerator = "有评分|rated"
denominator = "全部路段|all blocks"
*/
with newest as (
    select * from pub.fct_road_rating
    where rating_year = (
        select max(rating_year) from pub.fct_road_rating where make_date(cast(rating_year as integer), 12, 31) <= as_of()
    )
)

select
    make_date(cast(rating_year as integer), 12, 31) as period_on,
    cast(overall_n is not null as integer) as numerator,
    1 as denominator,
    rating_year as list_code,
    class_code
from newest
