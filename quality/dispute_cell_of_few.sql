/*
description = "No kind or street of disputes that is told apart holds fewer than ten in a month"
description_zh = "矛盾纠纷凡单列的类型与街道每月不少于十件"
table = "mart.dispute_outcome"
dimension = "conformity"
gbt36344 = "01"
severity = "block"
*/
select
    'mart.dispute_outcome' as mart_code,
    month_on as month_on,
    street_code as cell_id,
    count(distinct dispute_id) as person_n
from mart.dispute_outcome
where is_concluded
group by month_on, street_code
having count(distinct dispute_id) < 10
union all
select
    'mart.dispute_outcome' as mart_code,
    month_on as month_on,
    dispute_type as cell_id,
    count(distinct dispute_id) as person_n
from mart.dispute_outcome
where is_concluded
group by month_on, dispute_type
having count(distinct dispute_id) < 10
