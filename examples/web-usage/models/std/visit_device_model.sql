/*
description = "Visits by day and model of mobile device, cut by the publisher at 10,000 rows, typed"
description_zh = "按移动设备型号的日访问，标准层"
grain = "one row per day and model of mobile device"
grain_zh = "每天每类一行"
key = ["day_on", "device_model"]
*/
select
    day_on,
    device_model,
    visit_n
from raw.visit_device_model
