/*
description = "Electricity meters of the parks' enterprises"
description_zh = "园区企业电表"
grain = "one row per meter"
grain_zh = "每只电表一行"
key = ["meter_id"]
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
from std.park_meter
