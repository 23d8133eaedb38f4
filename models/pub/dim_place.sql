/*
description = "Rooms under keyed addresses: use, occupancy, firm, grid cell"
description_zh = "地址与房屋维度（地址假名）：用途、使用情况、单位、网格"
grain = "one row per room"
grain_zh = "每间房屋一行"
key = ["addr_key"]

[columns]
addr_key = "住址编码（假名）|Keyed hash of the address"
use_type_code = "用途：dwelling shop office|Use: dwelling, shop or office"
occupancy_code = "使用情况：owner rented vacant business|Occupancy: owner, rented, vacant or business"
grid_code = "单元网格编码|Code of the grid cell"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
floor_area_m2 = "建筑面积，平方米|Floor area in square metres"
org_key = "统一社会信用代码（假名）|Keyed hash of the firm's credit code"
uscc = "统一社会信用代码，个体工商户为空|Credit code of the firm, empty for a sole trader"
updated_on = "信息更新日期|Day on which the record was last updated"
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
