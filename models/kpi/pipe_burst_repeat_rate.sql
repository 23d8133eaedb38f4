/*
title_zh = "爆管重复率"
title = "Repeated bursts"
question_zh = "爆管有多少发生在一年内爆过的百米段？"
question = "What share of the bursts struck a 100 m section that had burst within a year?"
kind = "ratio"
unit = "%"
better = "lower"
source = "local design"
owner = "水务集团抢修中心"
headline = "burst"

[variants.burst]
zh = "按爆管次数"
en = "of bursts"
numerator = "365 天内同一百米段爆过的爆管|bursts in a section that had burst within the 365 days before"
denominator = "爆管次数|bursts"

[variants.section]
zh = "按百米段"
en = "of sections"
numerator = "近 365 天爆过两次及以上的百米段|sections that burst twice or more within 365 days of the day observed"
denominator = "近 365 天爆过的百米段|sections that burst within those 365 days"
*/
select
    'burst' as variant,
    reported_on as period_on,
    cast(is_repeated as integer) as numerator,
    1 as denominator,
    street_code
from pub.fct_pipe_burst
union all
select
    'section' as variant,
    as_of() as period_on,
    case when count(*) >= 2 then 1 else 0 end as numerator,
    1 as denominator,
    any_value(street_code order by street_code) as street_code
from pub.fct_pipe_burst
where reported_on > as_of() - interval 365 day and reported_on <= as_of()
group by pipe_section_id
