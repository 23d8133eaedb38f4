/*
title_zh = "街道月报按时报送率"
title = "Monthly returns filed in time"
question_zh = "街道月报有多少在次月 5 日前报送？"
question = "What share of the monthly returns was filed by the fifth of the next month?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "应报口径"
en = "of returns due"
numerator = "次月 5 日前报送|returns filed by the fifth of the next month"
denominator = "应报月报：每街道每月一份|returns due, one per street and month"
*/
with months as (
    select distinct month_on
    from pub.fct_street_month
)

select
    m.month_on as period_on,
    cast(coalesce(f.filed_on <= m.month_on + interval 1 month + interval 4 day, false) as integer) as numerator,
    1 as denominator,
    s.street_code
from months as m
cross join pub.dim_street as s
left join pub.fct_street_month as f on m.month_on = f.month_on and s.street_code = f.street_code
where m.month_on + interval 1 month + interval 4 day <= as_of()
