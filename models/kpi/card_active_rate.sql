/*
title_zh = "社区卡活跃率"
title = "Community cards in use"
question_zh = "在用的社区卡当月有多少用过？"
question = "What share of the cards in force was used in the month?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "街道社区服务中心"

[variants.default]
zh = "按卡与月"
en = "by card and month"
numerator = "当月消费、充值、门禁或签到过的卡|cards used in the month to pay, top up, open a door or check in"
denominator = "当月在用的卡；每月不足十人的街道并入未登记|cards in force in the month; streets with fewer than ten people in a month are not told apart"
*/
select
    month_on as period_on,
    cast(is_used as integer) as numerator,
    1 as denominator,
    not is_used and last_day(month_on) > as_of() as is_open,
    street_code
from mart.card_month
