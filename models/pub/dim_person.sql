/*
description = "Persons under pseudonyms: cohort, kind of resident, community; whether their home is a registered room"
description_zh = "人员维度（假名）：出生组、人口类型、社区，住址是否关联房屋"
grain = "one row per person"
grain_zh = "每人一行"
key = ["person_key"]
access = "restricted"

[columns]
is_room_linked = "住址是否为已登记房屋|Whether the home is a registered room"
valid_from_on = "生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
is_current = "是否最新版本|Whether this is the newest version"
*/
select
    p.person_key,
    p.id_key,
    p.phone_key,
    p.gender_code,
    p.resident_type_code,
    p.birth_from_year,
    p.community_code,
    p.street_code,
    p.status_code,
    r.addr_key is not null as is_room_linked,
    p.updated_on,
    p.registered_on as valid_from_on,
    p.left_on as valid_to_on,
    p.left_on is null as is_current
from std.mgmt_person as p
left join std.mgmt_room as r on p.addr_key = r.addr_key
