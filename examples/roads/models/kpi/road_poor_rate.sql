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
zh = "有评分的路段"
en = "of rated blocks"
numerator = "评分不高于 4|rated 4 or worse"
denominator = "有评分|rated"
*/
select
    make_date(cast(rating_year as integer), 12, 31) as period_on,
    cast(overall_n <= 4 as integer) as numerator,
    1 as denominator,
    rating_year as list_code,
    class_code
from pub.fct_road_rating
where overall_n is not null
