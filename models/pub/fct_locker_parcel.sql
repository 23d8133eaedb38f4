/*
description = "Parcels in lockers"
description_zh = "快递柜包裹事实"
grain = "one row per parcel"
grain_zh = "每件包裹一行"
key = ["parcel_id"]
access = "restricted"

[references]
device_id = {to = "pub.dim_device.device_id", id = "parcel_device_exists", words = "包裹的快递柜存在|The locker of a parcel exists"}

[columns]
street_code = "街道代码|Code of the street"
*/
select
    p.parcel_id,
    p.device_id,
    left(d.community_code, 9) as street_code,
    p.phone_key,
    p.courier_name,
    p.stored_on,
    p.taken_on,
    p.dwell_min,
    p.taken_kind
from std.locker_parcel as p
left join std.community_device as d on p.device_id = d.device_id
