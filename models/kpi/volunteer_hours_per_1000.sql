/*
title_zh = "每千居民志愿服务时数"
title = "Volunteer hours per 1,000 residents and month"
question_zh = "每千居民每月有多少小时志愿服务？"
question = "How many hours of voluntary work are there per 1,000 residents and month?"
kind = "ratio"
per = 1000
unit = "小时/千人"
better = "higher"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "按月"
en = "by month"
numerator = "志愿服务小时数（按街道和月份取整）|hours of voluntary work, rounded per street and month"
denominator = "街道月报的常住人口，逐月相加；每月不足十名志愿者的街道并入未登记|residents that the streets report, added up over the months; streets with fewer than ten volunteers in a month are not told apart"
*/
select
    month_on as period_on,
    volunteer_hour_n as numerator,
    resident_n as denominator,
    street_code
from mart.volunteer_month
