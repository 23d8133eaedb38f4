/*
title_zh = "公众举报率"
title = "Share of cases reported by citizens"
question_zh = "问题是市民发现的还是采集员发现的？"
question = "Do citizens find the problems, or inspectors?"
kind = "ratio"
unit = "%"
better = "none"
source = "本地设计：各地没有统一的分母，两种口径并列"
owner = "城管监督指挥中心"
headline = "reported"

[variants.reported]
zh = "上报口径"
en = "of cases reported"
numerator = "市民渠道上报|cases that came through a channel citizens use"
denominator = "上报案件|cases reported"

[variants.registered]
zh = "立案口径"
en = "of cases registered"
numerator = "市民渠道上报且已立案|cases registered that came through a channel citizens use"
denominator = "已立案|cases registered"
*/
with observed as (
    select
        c.reported_on,
        c.registered_on,
        c.is_registered,
        coalesce(s.is_public, false) as is_public,
        c.street_code,
        c.main_category_code
    from mart.case_closure as c
    left join pub.dim_channel as s on c.channel_code = s.channel_code
)

select
    'reported' as variant,
    reported_on as period_on,
    cast(is_public as integer) as numerator,
    1 as denominator,
    street_code,
    main_category_code as category_code
from observed
union all
select
    'registered' as variant,
    registered_on as period_on,
    cast(is_public as integer) as numerator,
    1 as denominator,
    street_code,
    main_category_code as category_code
from observed
where is_registered
