/*
title_zh = "未评率"
title = "Finished applications without a rating"
question_zh = "办结件有多少没有主动评价？"
question = "What share of the finished applications did no citizen rate?"
kind = "ratio"
unit = "%"
better = "lower"
source = "GB/T 39735"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "办结件口径"
en = "of applications finished"
numerator = "无主动评价的办结件，含默认好评|finished applications that no citizen rated, those with a default rating included"
denominator = "可评价（已办结）的办件|applications finished, which may be rated"
part_of = {denominator = ["application_one_visit_rate.default.denominator"]}
*/
select
    submitted_on as period_on,
    cast(is_finished and not is_rated as integer) as numerator,
    cast(is_finished as integer) as denominator,
    -- silence counts as the best level after 15 days: until then the applicant may rate
    not is_rated and coalesce(finished_at >= as_of_at() - interval 15 day, true) as is_open,
    dept_id,
    category_name as section_code,
    apply_channel_code
from mart.application
where is_finished or (finished_at is null and not is_overdue)
