/*
description = "An identity number belongs to one person on the register; of several records the newest is named"
description_zh = "一个身份号码只登记一人；重复登记的指出最新一条"
table = "pub.dim_person"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
*/
with numbered as (
    select
        person_key,
        id_key,
        updated_on,
        row_number() over (partition by id_key order by updated_on, person_key) as nth
    from pub.dim_person
    where id_key is not null and is_current
)

select
    person_key,
    id_key,
    updated_on
from numbered
where nth > 1
