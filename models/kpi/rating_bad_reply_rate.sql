/*
title_zh = "差评回复率"
title = "Bad ratings replied to"
question_zh = "到期的差评有多少得到回复？"
question = "What share of the bad ratings due got a reply?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 39735"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "到期口径"
en = "of bad ratings due"
numerator = "已回复的差评|bad ratings replied to"
denominator = "已回复或已到整改时限的差评|bad ratings replied to or past their limit"
part_of = {denominator = ["rating_active_good_rate.default.denominator"]}
*/
select
    cast(rated_at as date) as period_on,
    cast(coalesce(replied_at < as_of_at(), false) as integer) as numerator,
    cast(coalesce(coalesce(replied_at < as_of_at(), false) or rectify_due_at < as_of_at(), false) as integer) as denominator,
    not coalesce(coalesce(replied_at < as_of_at(), false) or rectify_due_at < as_of_at(), false) as is_open,
    dept_id,
    rating_channel_code
from pub.fct_service_rating
where is_active_rating and rating_level_n <= 2 and rated_at < as_of_at()
