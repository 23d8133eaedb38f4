/*
title_zh = "差评回访整改满意率"
title = "Rectifications that satisfy"
question_zh = "差评整改后市民满意吗？"
question = "What share of the rectifications satisfies the citizen?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 39735"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "回访口径"
en = "of visits with an answer"
numerator = "对整改满意|citizens whom the rectification satisfies"
denominator = "已整改并回访且作答的差评|bad ratings rectified, visited again and answered"
part_of = {denominator = ["rating_rectified_rate.default.numerator"]}
*/
select
    cast(rated_at as date) as period_on,
    cast(is_rectify_satisfied as integer) as numerator,
    1 as denominator,
    dept_id,
    rating_channel_code
from pub.fct_service_rating
where is_active_rating and rating_level_n <= 2 and rated_at < as_of_at() and rectified_at < as_of_at() and revisited_at < as_of_at() and is_rectify_satisfied is not null
