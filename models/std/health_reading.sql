/*
description = "That a resident measured something on a day; values never leave the restricted store"
description_zh = "健康测量，标准层：只留假名、项目与日期，不留数值"
grain = "one row per reading"
grain_zh = "每次测量一行"
key = ["reading_id"]
access = "restricted"

[columns]
person_key = "居民（假名）|Keyed hash of the resident"
metric_code = "测量项目：sbp 收缩压 dbp 舒张压 glucose 血糖 heart_rate 心率 spo2 血氧|What was measured"
measured_on = "测量日期|Day of the reading"
*/
select
    reading_id,
    person_key,
    device_id,
    metric as metric_code,
    deid_day(measured_at) as measured_on
from raw.health_reading
