/*
title_zh = "竣工住宅套数"
title = "Dwellings completed"
question_zh = "竣工的许可带来多少套住宅？"
question = "How many dwellings came with the completed permits?"
kind = "count"
unit = "套"
better = "none"
source = "local design"
owner = "卡尔加里市规划与发展局"

[variants.default]
zh = "竣工住宅"
en = "dwellings of completed permits"
numerator = "住宅套数|dwellings"
*/
select
    completed_on as period_on,
    housing_unit_n as numerator,
    category_code,
    work_group_code,
    area_code
from mart.permit_progress
where is_completed
