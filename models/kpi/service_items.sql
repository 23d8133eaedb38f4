/*
title_zh = "在用服务事项数"
title = "Service items in force"
question_zh = "平台上有多少项服务？"
question = "How many services does the platform offer?"
kind = "stock"
unit = "项"
better = "higher"
source = "local design"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "观察日在用"
en = "in force on the day observed"
numerator = "已启用且未停用的事项|items begun and not ended"
*/
select
    1 as numerator,
    d.dept_id,
    s.category_name as section_code,
    cast(s.online_depth as varchar) as depth_code
from pub.dim_service_item as s
left join pub.dim_department as d on s.dept_name = d.dept_name
where s.valid_from_on <= as_of() and (s.valid_to_on is null or s.valid_to_on > as_of())
