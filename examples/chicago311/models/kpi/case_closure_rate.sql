/*
title_zh = "办结率"
title = "Closure rate"
question_zh = "收到的投诉办结了多少？"
question = "What share of the complaints is completed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "芝加哥市311服务中心"
headline = "reported"

[variants.reported]
zh = "按受理"
en = "of all complaints"
numerator = "已办结|completed complaints"
denominator = "全部投诉|all complaints"

[variants.valid]
zh = "不含重复件"
en = "without duplicates"
numerator = "已办结|completed complaints"
denominator = "非重复投诉|complaints that are no duplicates"
*/
select
    'reported' as variant,
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    category_code,
    ward_code,
    area_code
from mart.case_closure
union all
select
    'valid' as variant,
    reported_on as period_on,
    cast(is_closed as integer) as numerator,
    1 as denominator,
    category_code,
    ward_code,
    area_code
from mart.case_closure
where not is_duplicate
