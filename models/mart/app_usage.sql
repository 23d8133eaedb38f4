/*
description = "Use of each service on each day"
description_zh = "服务使用主题：每项服务每天的点击"
grain = "one row per service and day"
grain_zh = "每项服务每天一行"
key = ["service_id", "clicked_on"]
incremental = {by = "month", on = "clicked_on"}
partition = "clicked_on"

[columns]
service_id = "服务编号|Number of the service item"
clicked_on = "点击日期|Day of the clicks"
dept_id = "主管部门编号，无法对应时为空|Department in charge, empty where its name is not known"
click_n = "点击次数|Clicks"
device_n = "设备数|Devices that clicked"
session_n = "会话数|Sessions that clicked"
*/
with daily as (
    select
        coalesce(service_id, 'unknown') as service_id,
        clicked_on,
        count(*) as click_n,
        count(distinct device_id) as device_n,
        count(distinct session_key) as session_n
    from pub.fct_click
    group by coalesce(service_id, 'unknown'), clicked_on
)

select
    c.service_id,
    c.clicked_on,
    s.service_name,
    d.dept_id,
    s.dept_name,
    s.category_name,
    c.click_n,
    c.device_n,
    c.session_n
from daily as c
left join pub.dim_service_item as s on c.service_id = s.service_id
left join pub.dim_department as d on s.dept_name = d.dept_name
