/*
description = "Electricity meters of the parks' enterprises"
description_zh = "园区企业电表，标准层"
grain = "one row per meter"
grain_zh = "每只电表一行"
key = ["meter_id"]

[columns]
meter_id = "表号|Number of the meter"
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
park_id = "园区编号|Number of the park"
multiplier_n = "倍率|What a unit of the dial stands for, kWh"
digits_n = "表盘整数位数|Whole digits of the dial; it starts again from zero after them"
installed_on = "装表日期|Day on which it was installed"
initial_reading = "装表示数|Reading when it was installed"
removed_on = "拆表日期|Day on which it was removed"
final_reading = "拆表示数|Reading when it was removed"
replaces_meter_id = "被换下的表号|Meter that it took the place of"
*/
select
    meter_id,
    org_key,
    park_id,
    multiplier_n,
    digits_n,
    installed_on,
    initial_reading,
    removed_on,
    final_reading,
    replaces_meter_id
from raw.park_meter
