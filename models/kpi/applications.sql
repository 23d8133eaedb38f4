/*
title_zh = "办件量"
title = "Applications"
question_zh = "提交了多少办件？"
question = "How many applications were submitted?"
kind = "count"
unit = "件"
better = "none"
source = "local design"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "提交"
en = "submitted"
numerator = "提交的办件|applications submitted"
*/
select
    submitted_on as period_on,
    1 as numerator,
    dept_id,
    category_name as section_code,
    apply_channel_code
from mart.application
