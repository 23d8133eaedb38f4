/*
description = "Every case as it counts: closed, on time, how long it took"
description_zh = "案件结案主题"
grain = "one row per case"
grain_zh = "每个案件一行"
key = ["case_id"]
incremental = {by = "case_id"}
partition = "reported_on"

[columns]
case_id = "任务号|Number of the case"
channel_code = "问题来源代码|Channel the case came through"
main_category_code = "大类代码|Main class of the case"
street_code = "街道代码|Code of the street"
unit_id = "处置部门编号|Unit that disposes of the case"
reported_on = "上报日期|Day on which the case was reported"
closed_on = "结案日期|Day of closure"
is_excluded = "是否作废|Whether the case is void"
is_closed = "是否已结案|Whether the case is closed"
is_on_time = "是否按期结案|Whether the case was closed in time"
closed_min = "从上报到结案的分钟数|Minutes from report to closure"
*/
select
    case_id,
    channel_code,
    split_part(category_code, '-', 1) || '-' || split_part(category_code, '-', 2) as main_category_code,
    street_code,
    unit_id,
    reported_on,
    cast(closed_at as date) as closed_on,
    status_code = 'void' as is_excluded,
    closed_at is not null as is_closed,
    coalesce(closed_at <= due_at, false) as is_on_time,
    date_diff('second', reported_at, closed_at) / 60.0 as closed_min
from pub.fct_bench_case
