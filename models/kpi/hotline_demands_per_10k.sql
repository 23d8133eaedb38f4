/*
title_zh = "万人诉求比"
title = "Demands per 10,000 residents and month"
question_zh = "每万居民每月向热线提出多少诉求？"
question = "How many demands do 10,000 residents raise in a month?"
kind = "ratio"
per = 10000
unit = "件/万人"
better = "none"
source = "local design"
owner = "88812345 热线中心"

[variants.default]
zh = "街道月报人口口径"
en = "by the streets' monthly returns"
numerator = "已报送月报的街道与月份所受理的工单|orders accepted of streets and months with a filed return"
denominator = "各街道当月常住人口，各月相加|residents of the streets in each month, added up over the months"
*/
with returned as (
    select
        street_code,
        month_on,
        resident_n
    from pub.fct_street_month
    where filed_on <= as_of()
)

select
    o.accepted_on as period_on,
    1 as numerator,
    0 as denominator,
    o.street_code
from mart.hotline_order as o
inner join returned as r
    on o.street_code = r.street_code and cast(date_trunc('month', o.accepted_on) as date) = r.month_on
union all
select
    month_on as period_on,
    0 as numerator,
    resident_n as denominator,
    street_code
from returned
