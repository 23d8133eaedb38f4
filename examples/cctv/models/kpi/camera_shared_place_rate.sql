/*
title_zh = "同址点位占比"
title = "Cameras that share a place"
question_zh = "有多少点位与别的点位同址？"
question = "What share of the cameras stands where another one does?"
kind = "ratio"
unit = "%"
better = "none"
source = "local design"
owner = "巴尔的摩警察局视频中心"

[variants.default]
zh = "全部点位"
en = "of all cameras"
numerator = "同址点位|cameras at a place with more than one"
denominator = "全部点位|all cameras"
*/
select
    listed_on as period_on,
    case when camera_n > 1 then camera_n else 0 end as numerator,
    camera_n as denominator,
    police_district as police_district_code,
    area_name as area_code
from mart.camera_position
