/*
title_zh = "每安装点击次数"
title = "Clicks per install"
question_zh = "每台安装的设备平均点击多少次？"
question = "How often is a service clicked per device that has the app?"
kind = "ratio"
per = 1
unit = "次"
better = "higher"
source = "local design"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "每台设备"
en = "per device"
numerator = "服务点击次数|clicks on services"
denominator = "首次打开 APP 的设备|devices that opened the app for the first time"
*/
select
    clicked_on as period_on,
    click_n as numerator,
    0 as denominator
from mart.app_usage
where clicked_on <= as_of()
union all
select
    cast(first_open_at as date) as period_on,
    0 as numerator,
    1 as denominator
from pub.fct_install
where first_open_at < as_of_at()
