/*
title_zh = "城管案件按时立案率"
title = "On-time registration of cases"
question_zh = "受理后多快立案？"
question = "What share of the cases was registered soon after it was accepted?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例；30 分钟时限为本地设计"
owner = "城管监督指挥中心"

[variants.default]
zh = "立案口径"
en = "of cases registered"
numerator = "受理后 30 分钟内立案|cases registered within 30 minutes of acceptance"
denominator = "已立案|cases registered"
part_of = {denominator = ["urban_case_rework_rate.default.denominator"]}
*/
select
    registered_on as period_on,
    cast(registered_at <= accepted_at + interval 30 minute as integer) as numerator,
    1 as denominator,
    street_code,
    channel_code
from mart.case_closure
where is_registered
