/*
description = "The locker of a parcel exists"
description_zh = "包裹的快递柜存在"
table = "pub.fct_locker_parcel"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    p.parcel_id,
    p.device_id
from pub.fct_locker_parcel as p
left join pub.dim_device as d on p.device_id = d.device_id
where d.device_id is null
