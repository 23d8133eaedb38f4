/*
description = "Rooms: keyed address, use, occupant firm"
description_zh = "房屋，标准层：地址假名、用途、使用单位"
grain = "one row per room"
grain_zh = "每间房屋一行"
key = ["addr_key"]
overwritten = ["occupancy_code"]

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
cancelled_on = "注销日期，空为在册|Day on which it left the register, empty while in it"
updated_on = "信息更新日期|Day on which the record was last updated"
*/
select
    addr_key,
    case use_type when '住宅' then 'dwelling' when '商铺' then 'shop' when '办公' then 'office' end as use_type_code,
    case occupancy when '自住' then 'owner' when '出租' then 'rented' when '空置' then 'vacant' when '经营' then 'business' end
        as occupancy_code,
    grid_code,
    community_code,
    left(community_code, 9) as street_code,
    floor_area_m2,
    org_key,
    deid_firm(uscc, uscc) as uscc,
    registered_on,
    cancelled_on,
    cast(updated_at as date) as updated_on
from raw.mgmt_room
