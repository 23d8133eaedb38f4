/*
title_zh = "零使用服务数"
title = "Services without use"
question_zh = "多少在用服务近 90 天没有人用？"
question = "How many services in force did nobody use within 90 days?"
kind = "stock"
unit = "项"
better = "lower"
source = "local design"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "近 90 天"
en = "in the last 90 days"
numerator = "近 90 天零点击且无办件的在用事项|services in force that nobody clicked or applied for within 90 days"
*/
select
    1 as numerator,
    dept_id,
    category_name as section_code
from mart.service_use
where is_unused_recently
