/*
description = "Persons on the register: keyed, five-year cohort of birth, community"
description_zh = "登记人口，标准层：假名、五年出生组、社区"
grain = "one row per person"
grain_zh = "每人一行"
key = ["person_key"]
access = "restricted"
overwritten = ["updated_on"]

[columns]
person_key = "人员编号（假名）|Keyed hash of the person's number"
id_key = "身份号码（假名）|Keyed hash of the identity number"
phone_key = "联系电话（假名）|Keyed hash of the telephone number"
gender_code = "性别：male female|Gender: male or female"
resident_type_code = "人口类型：registered floating foreign|Kind of resident: registered, floating or foreign"
birth_from_year = "五年出生组的首年|First year of the five-year cohort of birth"
addr_key = "住址编码（假名）|Keyed hash of the home address"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
status_code = "登记状态：active left died|State: active, left or died"
updated_on = "信息更新日期|Day on which the record was last updated"
*/
select
    person_key,
    id_key,
    phone_key,
    case gender when '男' then 'male' when '女' then 'female' end as gender_code,
    case resident_type when '户籍' then 'registered' when '流动' then 'floating' when '境外' then 'foreign' end
        as resident_type_code,
    deid_year(birth_on) - deid_year(birth_on) % 5 as birth_from_year,
    addr_key,
    community_code,
    left(community_code, 9) as street_code,
    case status when '在册' then 'active' when '迁出' then 'left' when '死亡' then 'died' end as status_code,
    registered_on,
    left_on,
    cast(updated_at as date) as updated_on
from raw.mgmt_person
