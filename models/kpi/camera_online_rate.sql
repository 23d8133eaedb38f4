/*
title_zh = "视频在线率"
title = "Cameras online"
question_zh = "在用的摄像机有多少时间在线？"
question = "How much of their time in service are cameras online?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "公安分局视频监控中心"
headline = "minutes"

[variants.minutes]
zh = "按分钟"
en = "by minutes"
numerator = "在线分钟，不含批准检修|minutes online, approved maintenance apart"
denominator = "在用分钟减批准检修分钟；状态不明计入分母|minutes in service less approved maintenance; minutes of which nothing is known stay in"

[variants.poll]
zh = "按整点抽查"
en = "by hourly polls"
numerator = "整点抽查在线次数|hourly polls that found the camera online"
denominator = "整点抽查次数，不含批准检修|hourly polls of cameras in service, approved maintenance apart"
*/
select
    'minutes' as variant,
    observed_on as period_on,
    online_min as numerator,
    in_service_min - maintenance_min as denominator,
    street_code,
    owner_name as owner_id
from mart.camera_day
union all
select
    'poll' as variant,
    observed_on as period_on,
    poll_online_n as numerator,
    polled_n as denominator,
    street_code,
    owner_name as owner_id
from mart.camera_day
