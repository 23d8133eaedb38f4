/*
title_zh = "邮政编码完整率"
title = "Cameras with a postal code"
question_zh = "多少点位写明了邮政编码？"
question = "What share of the cameras has a postal code?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "巴尔的摩警察局视频中心"

[variants.default]
zh = "全部点位"
en = "of all cameras"
numerator = "有邮政编码|cameras with a postal code"
denominator = "全部点位|all cameras"
*/
select
    listed_on as period_on,
    cast(zip_code is not null as integer) as numerator,
    1 as denominator,
    unit_name as unit_code,
    police_district as police_district_code,
    council_district as council_district_code,
    area_name as area_code
from pub.dim_camera
where listed_at < as_of_at()
