/*
title_zh = "每名网格员服务人口"
title = "Residents per grid worker"
question_zh = "一名网格员服务多少居民？"
question = "How many residents does one grid worker serve?"
kind = "ratio"
per = 1
unit = "人/名"
better = "lower"
source = "local design"
owner = "社会管理综合治理办公室"

[variants.default]
zh = "月报口径"
en = "as the streets return"
numerator = "常住人口|residents"
denominator = "网格员|grid workers"
*/
select
    month_on as period_on,
    resident_n as numerator,
    grid_worker_n as denominator,
    as_of() < cast(month_on + interval 1 month as date) + 4 as is_open,
    street_code
from pub.fct_street_month
where filed_on <= as_of()
