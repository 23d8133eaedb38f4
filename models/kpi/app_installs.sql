/*
title_zh = "APP 安装量"
title = "App installs"
question_zh = "多少设备安装了市民 APP？"
question = "How many devices opened the app for the first time?"
kind = "count"
unit = "台"
better = "higher"
source = "local design"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "首次打开"
en = "first opened"
numerator = "首次打开 APP 的设备|devices that opened the app for the first time"
*/
select
    cast(first_open_at as date) as period_on,
    1 as numerator,
    install_channel as install_channel_code
from pub.fct_install
where first_open_at < as_of_at()
