/*
description = "City components of each class surveyed by the day observed: number, state and cases that name them"
description_zh = "部件主题：截至观察日各小类部件的数量、完好与案件"
grain = "one row per class"
grain_zh = "每个小类一行"
key = ["category_code"]

[columns]
category_code = "案件分类代码|Class of the component"
main_name = "大类|Main class"
sub_name = "小类|Class"
component_n = "部件数|Components"
intact_n = "完好|Intact"
broken_n = "破损或丢失|Damaged or lost"
case_n = "案件|Cases"
case_per_100 = "每百部件案件|Cases per 100"
*/
with named as (
    select component_id, count(*) as case_n
    from pub.fct_case
    where case_type = 'part' and reported_at < as_of_at()
    group by component_id
)

select
    c.category_code,
    coalesce(nullif(min(k.main_name), ''), c.category_code) as main_name,
    coalesce(min(k.sub_name), '') as sub_name,
    count(*) as component_n,
    count(*) filter (where c.component_status_code = 'intact') as intact_n,
    count(*) filter (where c.component_status_code in ('damaged', 'lost')) as broken_n,
    cast(coalesce(sum(d.case_n), 0) as bigint) as case_n,
    100 * cast(coalesce(sum(d.case_n), 0) as bigint) / count(*) as case_per_100
from pub.dim_component as c
left join pub.dim_category as k on c.category_code = k.category_code
left join named as d on c.component_id = d.component_id
where c.surveyed_on <= as_of()
group by c.category_code
