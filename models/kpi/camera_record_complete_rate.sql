/*
title_zh = "一机一档完整率"
title = "Cameras with a complete record"
question_zh = "在用的摄像机有多少档案十项齐全？"
question = "How many cameras in service have all ten items of their record?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 28181"
owner = "公安分局视频监控中心"

[variants.default]
zh = "观察日在用"
en = "in service on the day observed"
numerator = "十项齐全：名称、厂商、型号、建设单位、行政区划、网格、地址、设备地址、坐标、启用日期|cameras with all ten items: name, manufacturer, model, owner, division, grid cell, address, network address, position, first day"
denominator = "观察日在用的摄像机；未登记启用日期的也算在用|cameras in service on the day observed; one without a first day counts as in service"
*/
select
    as_of() as period_on,
    cast(is_record_complete as integer) as numerator,
    1 as denominator,
    street_code,
    owner_name as owner_id
from pub.dim_camera
where coalesce(installed_on <= as_of(), true) and (retired_on is null or retired_on > as_of())
