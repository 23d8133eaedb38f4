/*
description = "Parcels that left a locker by how long they lay; a step of fewer than ten people is left out"
description_zh = "出箱包裹按存放时长分档；不足十人的档不列"
grain = "one row per step"
grain_zh = "每档一行"
key = ["step_h"]
aggregate = ["person_n"]

[columns]
step_h = "存放时长上限，小时；0 为 48 小时以上|Most hours of the step; 0 for more than 48"
parcel_n = "包裹数|Parcels"
person_n = "收件人数|Receivers"
*/
with stepped as (
    select
        phone_key,
        case
            when dwell_min <= 360 then 6
            when dwell_min <= 720 then 12
            when dwell_min <= 1440 then 24
            when dwell_min <= 2880 then 48
            else 0
        end as step_h
    from pub.fct_locker_parcel
    where taken_on <= as_of()
)

select
    step_h,
    count(*) as parcel_n,
    count(distinct phone_key) as person_n
from stepped
group by step_h
having count(distinct phone_key) >= 10
