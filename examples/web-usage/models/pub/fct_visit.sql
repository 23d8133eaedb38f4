/*
description = "Visits by day along each of six dimensions; each dimension is a report of its own and has its own total"
description_zh = "六个维度的日访问，各为独立报表"
grain = "one row per dimension, day and member"
grain_zh = "每个维度每天每类一行"
key = ["dimension_code", "day_on", "member_name"]

[columns]
dimension_code = "维度|Dimension: device, browser, os, language, screen or device_model"
day_on = "日期|Day"
member_name = "类别|Member of the dimension; empty as the source has it"
is_named = "是否写明|Whether the member is named, not a bucket for the rest"
visit_n = "访问次数|Visits"
*/
select
    'device' as dimension_code,
    day_on,
    device_name as member_name,
    device_name not in ('', '(other)', '(not set)') as is_named,
    visit_n
from std.visit_device
union all
select
    'browser' as dimension_code,
    day_on,
    browser_name as member_name,
    browser_name not in ('', '(other)', '(not set)') as is_named,
    visit_n
from std.visit_browser
union all
select
    'os' as dimension_code,
    day_on,
    os_name as member_name,
    os_name not in ('', '(other)', '(not set)') as is_named,
    visit_n
from std.visit_os
union all
select
    'language' as dimension_code,
    day_on,
    language_name as member_name,
    language_name not in ('', '(other)', '(not set)') as is_named,
    visit_n
from std.visit_language
union all
select
    'screen' as dimension_code,
    day_on,
    screen_size as member_name,
    screen_size not in ('', '(other)', '(not set)') as is_named,
    visit_n
from std.visit_screen
union all
select
    'device_model' as dimension_code,
    day_on,
    device_model as member_name,
    device_model not in ('', '(other)', '(not set)') as is_named,
    visit_n
from std.visit_device_model
