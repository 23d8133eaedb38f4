/*
description = "Residents and rooms per grid cell; a cell with fewer than ten residents, and the next smallest of a street with only one such cell, shows none"
description_zh = "网格人口与房屋：少于十人的网格不显示人数，街道内仅一个时连同次小者一并不显示"
grain = "one row per grid cell"
grain_zh = "每个网格一行"
key = ["grid_code"]
aggregate = ["resident_n"]

[columns]
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
resident_n = "登记在册居民数，少于十人为空|Residents on the register, empty below ten"
room_n = "房屋数|Rooms"
dwelling_n = "住宅数|Dwellings"
vacant_n = "空置住宅数|Vacant dwellings"
*/
with counted as (
    select
        r.grid_code,
        min(r.community_code) as community_code,
        min(r.street_code) as street_code,
        count(p.person_key) as resident_n,
        count(distinct r.addr_key) as room_n,
        count(distinct case when r.use_type_code = 'dwelling' then r.addr_key end) as dwelling_n,
        count(distinct case when r.use_type_code = 'dwelling' and r.occupancy_code = 'vacant' then r.addr_key end)
            as vacant_n
    from std.mgmt_room as r
    left join std.mgmt_person as p on r.addr_key = p.addr_key and p.status_code = 'active'
    group by r.grid_code
),

ranked as (
    select
        c.*,
        row_number() over (partition by c.street_code order by c.resident_n, c.grid_code) as rank_n,
        count(case when c.resident_n < 10 then 1 end) over (partition by c.street_code) as small_n
    from counted as c
)

select
    grid_code,
    community_code,
    street_code,
    cast(case when resident_n >= 10 and not (small_n = 1 and rank_n = 2) then resident_n end as bigint) as resident_n,
    cast(room_n as bigint) as room_n,
    cast(dwelling_n as bigint) as dwelling_n,
    cast(vacant_n as bigint) as vacant_n
from ranked
