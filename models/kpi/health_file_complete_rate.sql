/*
title_zh = "健康档案完整率"
title = "Health files complete"
question_zh = "健康档案有多少四项齐全？"
question = "What share of the health files is complete?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "观察日"
en = "on the day observed"
numerator = "近 90 天测过收缩压、舒张压、血糖与心率|files with both blood pressures, glucose and heart rate of the last 90 days"
denominator = "近 180 天测量过任何项目的居民；每月不足十人的街道并入未登记|residents who measured anything in the last 180 days; streets with fewer than ten people in a month are not told apart"
*/
select
    as_of() as period_on,
    cast(is_complete as integer) as numerator,
    1 as denominator,
    street_code
from mart.health_file
