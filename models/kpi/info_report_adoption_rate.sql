/*
title_zh = "信息采用率"
title = "Information reports adopted"
question_zh = "报送的信息有多少被采用？"
question = "What share of the reports handed in was adopted?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "红谷滩新区办公室"

[variants.default]
zh = "报送口径"
en = "of reports handed in"
numerator = "被区级及以上采用|reports adopted by the district or above"
denominator = "报送的信息|reports handed in"
*/
select
    cast(submitted_at as date) as period_on,
    cast(coalesce(adopted_at < as_of_at(), false) as integer) as numerator,
    1 as denominator,
    -- no norm says until when a report may be adopted: 30 days are a local design
    not coalesce(adopted_at < as_of_at(), false) and submitted_at >= as_of_at() - interval 30 day as is_open,
    dept_id,
    report_kind as report_kind_code
from pub.fct_info_report
where submitted_at < as_of_at()
