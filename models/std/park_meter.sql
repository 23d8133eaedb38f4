/*
description = "Electricity meters of the parks' enterprises"
description_zh = "园区企业电表，标准层"
grain = "one row per meter"
grain_zh = "每只电表一行"
key = ["meter_id"]

[columns]
org_key = "统一社会信用代码（假名）|Keyed hash of the organisation's code"
digits_n = "表盘整数位数|Whole digits of the dial; it starts again from zero after them"
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
