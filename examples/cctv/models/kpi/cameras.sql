/*
title_zh = "监控点位数"
title = "Cameras"
question_zh = "有多少监控点位？"
question = "How many cameras are there?"
kind = "stock"
unit = "个"
better = "none"
source = "local design"
owner = "巴尔的摩警察局视频中心"

[variants.default]
zh = "在册点位"
en = "cameras in the list"
numerator = "在册点位|cameras in the list"
*/
select
    listed_on as period_on,
    1 as numerator,
    unit_name as unit_code,
    police_district as police_district_code,
    council_district as council_district_code,
    area_name as area_code
from pub.dim_camera
where listed_at < as_of_at()
