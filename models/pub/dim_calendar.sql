/*
description = "Calendar with holidays and shifted working days"
description_zh = "日历：节假日与调休"
grain = "one row per day"
grain_zh = "每天一行"
key = ["date_on"]

[columns]
date_on = "日期|Day"
is_workday = "是否工作日|Whether it is a working day"
workday_n = "工作日累计序号|Working days counted up to this day"
name_zh = "节假日名称|Name of the holiday"
is_announced = "是否按国务院通知|Whether the State Council announced that year's holidays"
*/
select
    date_on,
    is_workday,
    workday_n,
    name_zh,
    is_announced
from std.calendar
