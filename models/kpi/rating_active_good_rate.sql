/*
title_zh = "主动好评率"
title = "Good ratings that citizens gave"
question_zh = "主动评价中有多少是好评？"
question = "What share of the ratings that citizens gave is good?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 39735"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "主动评价口径"
en = "of ratings that citizens gave"
numerator = "非常满意、满意、基本满意的主动评价|ratings given as very satisfied, satisfied or basically satisfied"
denominator = "主动评价；系统默认好评不计|ratings given by citizens; what the system enters by itself is outside"
*/
select
    cast(rated_at as date) as period_on,
    cast(rating_level_n >= 3 as integer) as numerator,
    1 as denominator,
    dept_id,
    rating_channel_code
from pub.fct_service_rating
where is_active_rating and rated_at < as_of_at()
