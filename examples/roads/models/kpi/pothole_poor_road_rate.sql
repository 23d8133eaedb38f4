/*
title_zh = "差路坑洞占比"
title = "Potholes on poor roads"
question_zh = "多少坑洞在评分差的路上？"
question = "What share of the potholes lies on a block rated 5 or worse?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "锡拉丘兹市公共工程处"

[variants.default]
zh = "有评分的路段"
en = "on blocks with a rating"
numerator = "评分不高于 5|on blocks rated 5 or worse"
denominator = "路段有评分|on blocks with a rating"
*/
select
    filled_on as period_on,
    cast(overall_n <= 5 as integer) as numerator,
    1 as denominator,
    class_code
from mart.pothole_fill
where overall_n is not null
