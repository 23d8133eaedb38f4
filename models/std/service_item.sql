/*
description = "Service items of the platform"
description_zh = "服务事项，标准层"
grain = "one row per service item"
grain_zh = "每个事项一行"
key = ["service_id"]
overwritten = ["online_depth"]

[columns]
dept_name = "主管部门名称|Department in charge"
online_depth = "网办深度：1 指南 2 咨询下载 3 网上申请 4 全程网办|How far it works online: 1 guide, 2 advice and forms, 3 apply, 4 wholly online"
valid_to_on = "停用日期|First day no longer in force"
*/
select
    service_id,
    service_name,
    dept_name,
    category_name,
    online_depth,
    valid_from_on,
    valid_to_on
from raw.service_item
