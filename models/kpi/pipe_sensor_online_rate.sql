/*
title_zh = "管网传感器在线率"
title = "Sensors of the pipe network online"
question_zh = "在用且不在批准检修中的传感器有多少在线？"
question = "What share of the sensors in service and not under approved maintenance is online?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "智慧水务监控中心"

[variants.default]
zh = "日终抽查"
en = "as the day ends"
numerator = "日终前两个上报间隔内有读数的传感器|sensors that reported within two intervals before the day ended"
denominator = "在用传感器减去批准检修中的|sensors in service less those under approved maintenance"
*/
select
    read_on as period_on,
    cast(is_online as integer) as numerator,
    1 as denominator,
    metric_code as pipe_metric_code,
    pipe_class_code,
    street_code
from mart.pipe_sensor_day
where not is_maintained
