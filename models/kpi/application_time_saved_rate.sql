/*
title_zh = "承诺压缩率"
title = "Time saved by promises"
question_zh = "承诺时限比法定时限缩短了多少？"
question = "How much shorter than the law allows are the promised limits?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务服务时限统计惯例"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "受理件口径"
en = "of applications accepted"
numerator = "法定时限减承诺时限（工作日）|statutory less promised working days"
denominator = "法定时限（工作日）|statutory working days"
*/
select
    submitted_on as period_on,
    case when is_accepted then statutory_days_n - promised_days_n else 0 end as numerator,
    case when is_accepted then statutory_days_n else 0 end as denominator,
    not is_accepted as is_open,
    dept_id,
    category_name as section_code
from mart.application
where
    (is_accepted and statutory_days_n is not null and promised_days_n is not null)
    or (not is_accepted and finished_at is null)
