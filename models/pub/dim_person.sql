/*
description = "Persons under pseudonyms: cohort, kind of resident, community; whether their home is a registered room"
description_zh = "人员维度（假名）：出生组、人口类型、社区，住址是否关联房屋"
grain = "one row per person"
grain_zh = "每人一行"
key = ["person_key"]
access = "restricted"

[columns]
person_key = "人员编号（假名）|Keyed hash of the person's number"
id_key = "身份号码（假名）|Keyed hash of the identity number"
phone_key = "联系电话（假名）|Keyed hash of the telephone number"
gender_code = "性别：male female|Gender: male or female"
resident_type_code = "人口类型：registered floating foreign|Kind of resident: registered, floating or foreign"
birth_from_year = "五年出生组的首年|First year of the five-year cohort of birth"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
status_code = "登记状态：active left died|State: active, left or died"
is_room_linked = "住址是否为已登记房屋|Whether the home is a registered room"
updated_on = "信息更新日期|Day on which the record was last updated"
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
