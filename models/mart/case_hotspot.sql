/*
description = "Where cases gather: grid cell, month and main class"
description_zh = "案件热点主题：网格、月份、大类"
grain = "one row per grid cell, month and main class"
grain_zh = "每个网格、月份、大类一行"
key = ["grid_code", "month_on", "main_category_code"]

[columns]
month_on = "月份首日|First day of the month"
main_category_code = "大类代码：类型-大类|Main class of the case: type-main class"
case_n = "上报案件数|Cases reported"
closed_n = "其中已结案|Of these, closed"
reworked_n = "其中返工|Of these, reworked"
*/
with counted as (
    select
        grid_code,
        cast(date_trunc('month', reported_on) as date) as month_on,
        case_type || '-' || split_part(category_code, '-', 2) as main_category_code,
        count(*) as case_n,
        sum(case when closed_at < as_of_at() then 1 else 0 end) as closed_n,
        sum(case when rework_n >= 1 then 1 else 0 end) as reworked_n
    from pub.fct_case
    where reported_at < as_of_at()
    group by
        grid_code,
        cast(date_trunc('month', reported_on) as date),
        case_type || '-' || split_part(category_code, '-', 2)
)

select
    c.grid_code,
    c.month_on,
    coalesce(c.main_category_code, 'unknown') as main_category_code,
    g.grid_name,
    g.street_code,
    g.street_name,
    g.lon,
    g.lat,
    cast(c.case_n as bigint) as case_n,
    cast(c.closed_n as bigint) as closed_n,
    cast(c.reworked_n as bigint) as reworked_n
from counted as c
left join pub.dim_grid as g on c.grid_code = g.grid_code
