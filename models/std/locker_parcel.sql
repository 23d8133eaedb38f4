/*
description = "Parcels in lockers: days and how long they lay"
description_zh = "快递柜包裹，标准层：只留存取日期与存放时长"
grain = "one row per parcel"
grain_zh = "每件包裹一行"
key = ["parcel_id"]
access = "restricted"

[columns]
device_id = "设备编号|Number of the device"
phone_key = "收件人手机（假名）|Keyed hash of the receiver's number"
stored_on = "入箱日期|Day on which it was put in"
taken_on = "出箱日期|Day on which it was taken out"
dwell_min = "存放分钟数，未出箱为空|Minutes in the locker, empty while it lies there"
*/
select
    parcel_id,
    device_id,
    phone_key,
    courier_name,
    deid_day(stored_at) as stored_on,
    deid_day(taken_at) as taken_on,
    deid_seconds(stored_at, taken_at) / 60.0 as dwell_min,
    taken_kind
from raw.locker_parcel
