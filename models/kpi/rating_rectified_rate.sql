/*
title_zh = "差评回访整改率"
title = "Bad ratings rectified and visited again"
question_zh = "到期的差评有多少已整改并回访？"
question = "What share of the bad ratings due was rectified and visited again?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 39735"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "到期口径"
en = "of bad ratings due"
numerator = "已整改并回访的差评|bad ratings rectified and visited again"
denominator = "已整改并回访，或已到整改时限的差评|bad ratings rectified and visited again, or past their limit"
part_of = {denominator = ["rating_active_good_rate.default.denominator"]}
*/
select
    cast(rated_at as date) as period_on,
    cast(coalesce(rectified_at < as_of_at() and revisited_at < as_of_at(), false) as integer) as numerator,
    cast(coalesce((rectified_at < as_of_at() and revisited_at < as_of_at()) or rectify_due_at < as_of_at(), false) as integer) as denominator,
    not coalesce((rectified_at < as_of_at() and revisited_at < as_of_at()) or rectify_due_at < as_of_at(), false) as is_open,
    dept_id,
    rating_channel_code
from pub.fct_service_rating
where is_active_rating and rating_level_n <= 2 and rated_at < as_of_at()
