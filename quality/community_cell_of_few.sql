/*
description = "No cell of the communities that is told apart holds fewer than ten people"
description_zh = "社区各单元凡单列者不少于十人"
table = "mart.elder_call"
dimension = "conformity"
gbt36344 = "01"
severity = "block"
*/
select
    'mart.elder_call' as mart_code,
    month_on as month_on,
    street_code as cell_id,
    count(distinct person_key) as person_n
from mart.elder_call
where is_judged and arrival_min is not null
group by month_on, street_code
having count(distinct person_key) < 10
union all
select
    'mart.health_file' as mart_code,
    cast(null as date) as month_on,
    street_code as cell_id,
    count(distinct person_key) as person_n
from mart.health_file
where true
group by street_code
having count(distinct person_key) < 10
union all
select
    'mart.card_month' as mart_code,
    month_on as month_on,
    street_code as cell_id,
    count(distinct person_key) as person_n
from mart.card_month
where true
group by month_on, street_code
having count(distinct person_key) < 10
union all
select
    'mart.locker_stay' as mart_code,
    month_on as month_on,
    street_code as cell_id,
    count(distinct phone_key) as person_n
from mart.locker_stay
where is_collected
group by month_on, street_code
having count(distinct phone_key) < 10
union all
select
    'mart.volunteer_month' as mart_code,
    month_on,
    street_code as cell_id,
    person_n
from mart.volunteer_month
where person_n between 1 and 9
union all
select
    'mart.volunteer_shift' as mart_code,
    month_on as month_on,
    street_code as cell_id,
    count(distinct person_key) as person_n
from mart.volunteer_shift
group by month_on, street_code
having count(distinct person_key) < 10
