/*
title_zh = "移动端访问占比"
title = "Visits from mobile devices"
question_zh = "多少访问来自手机和平板？"
question = "What share of the visits comes from phones and tablets?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "美国总务署数字分析项目组"

[variants.default]
zh = "设备已知的访问"
en = "of visits with a known device"
numerator = "手机与平板访问|visits from phones and tablets"
denominator = "设备已知的访问|visits with a known device"
*/
select
    day_on as period_on,
    case when member_name in ('mobile', 'tablet') then visit_n else 0 end as numerator,
    visit_n as denominator
from pub.fct_visit
where dimension_code = 'device' and is_named
