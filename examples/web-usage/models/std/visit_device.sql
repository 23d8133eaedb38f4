/*
description = "Visits by day and kind of device, cut by the publisher at 10,000 rows, typed"
description_zh = "按设备类别的日访问，标准层"
grain = "one row per day and kind of device"
grain_zh = "每天每类一行"
key = ["day_on", "device_name"]
*/
select
    day_on,
    device_name,
    visit_n
from raw.visit_device
