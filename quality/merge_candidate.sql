/*
description = "One problem that the hotline and another channel report within 15 minutes and 50 m is one case, to be reviewed"
description_zh = "热线与其他渠道在 15 分钟、50 米内上报的同类问题，疑为同一案件，须人工核对"
table = "pub.fct_case"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
rule = "D-13"
*/
with alive as (
    select
        case_id,
        channel_code,
        category_code,
        lon,
        lat,
        reported_at
    from pub.fct_case
    where merged_into_id is null and status_code not in ('void', 'withdrawn', 'rejected', 'not_registered')
)

select
    h.case_id,
    o.case_id as other_case_id
from alive as h
inner join alive as o
    on h.category_code = o.category_code
    and h.reported_at between o.reported_at - interval 15 minute and o.reported_at + interval 15 minute
where
    h.channel_code = 'hotline' and o.channel_code <> 'hotline'
    and abs(h.lat - o.lat) * 111320 <= 50 and abs(h.lon - o.lon) * 111320 * cos(radians(h.lat)) <= 50
