/*
description = "Shifts of volunteers as observed; streets of fewer than ten volunteers are not told apart"
description_zh = "志愿服务主题：每月不足十名志愿者的街道不单列"
grain = "one row per shift"
grain_zh = "每次服务一行"
key = ["shift_id"]
access = "restricted"
cells = {least = 10, of = "person_key", by = "month_on", columns = ["street_code"]}

[columns]
month_on = "所在月份的第一天|First day of the month"
street_code = "街道代码；当月不足十人的街道为空，留空部分也不少于十人|Code of the street; empty for streets with fewer than ten people in the month, of whom together there are ten or more"
*/
select
    shift_id,
    person_key,
    cast(date_trunc('month', shift_on) as date) as month_on,
    street_code,
    shift_min
from pub.fct_volunteer_shift
where shift_on <= as_of()
