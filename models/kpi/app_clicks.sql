/*
title_zh = "APP 服务点击量"
title = "Clicks on services"
question_zh = "服务被点击了多少次？"
question = "How often were the services clicked?"
kind = "count"
unit = "次"
better = "higher"
source = "local design"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "点击"
en = "clicks"
numerator = "服务点击次数|clicks on services"
*/
select
    clicked_on as period_on,
    click_n as numerator,
    service_id,
    dept_id,
    category_name as section_code
from mart.app_usage
where clicked_on <= as_of()
