/*
title_zh = "景区设备在线率"
title = "Devices of scenic areas online"
question_zh = "在用且不在批准检修中的景区设备有多少在线？"
question = "What share of the devices in service and not under approved maintenance is online?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "文化旅游办"
headline = "minute"

[variants.minute]
zh = "按分钟"
en = "by minute"
numerator = "在线分钟|minutes online"
denominator = "在用分钟减去批准检修分钟|minutes in service less those of approved maintenance"

[variants.noon]
zh = "正午抽查"
en = "as polled at noon"
numerator = "正午在线的设备|devices online at noon"
denominator = "正午在用且不在批准检修中的设备|devices in service at noon and not under approved maintenance"
*/
select
    'minute' as variant,
    status_on as period_on,
    online_min as numerator,
    in_service_min - maintained_min as denominator,
    scenic_id,
    device_kind as tourism_device_kind_code
from mart.tourism_device_day
union all
select
    'noon' as variant,
    status_on as period_on,
    case when noon_state_code = 'online' then 1 else 0 end as numerator,
    1 as denominator,
    scenic_id,
    device_kind as tourism_device_kind_code
from mart.tourism_device_day
where not is_noon_maintained
