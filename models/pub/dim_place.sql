/*
description = "Rooms under keyed addresses: use, occupancy, firm, grid cell"
description_zh = "地址与房屋维度（地址假名）：用途、使用情况、单位、网格"
grain = "one row per room"
grain_zh = "每间房屋一行"
key = ["addr_key"]

[columns]
valid_from_on = "生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
is_current = "是否现行|Whether it is in force"
*/
select
    addr_key,
    use_type_code,
    occupancy_code,
    grid_code,
    community_code,
    street_code,
    floor_area_m2,
    org_key,
    uscc,
    updated_on,
    registered_on as valid_from_on,
    cancelled_on as valid_to_on,
    cancelled_on is null as is_current
from std.mgmt_room
