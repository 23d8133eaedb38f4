/*
title_zh = "监控位置数"
title = "Places with cameras"
question_zh = "点位分布在多少个不同位置？"
question = "At how many different places do the cameras stand?"
kind = "stock"
unit = "处"
better = "none"
source = "local design"
owner = "巴尔的摩警察局视频中心"

[variants.default]
zh = "不同位置"
en = "different places"
numerator = "不同位置|different places"
*/
select
    listed_on as period_on,
    1 as numerator,
    police_district as police_district_code,
    area_name as area_code
from mart.camera_position
