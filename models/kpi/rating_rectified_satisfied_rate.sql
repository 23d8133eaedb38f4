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
with observed as (
    select
        rated_at,
        dept_id,
        rating_channel_code,
        is_rectify_satisfied,
        coalesce(rectified_at < as_of_at() and revisited_at < as_of_at(), false) as is_revisited,
        coalesce(rectify_due_at < as_of_at(), false) as is_past_limit
    from pub.fct_service_rating
    where is_active_rating and rating_level_n <= 2 and rated_at < as_of_at()
)

select
    cast(rated_at as date) as period_on,
    cast(is_revisited and is_rectify_satisfied as integer) as numerator,
    cast(is_revisited as integer) as denominator,
    not is_revisited as is_open,
    dept_id,
    rating_channel_code
from observed
where (is_revisited and is_rectify_satisfied is not null) or not (is_revisited or is_past_limit)
