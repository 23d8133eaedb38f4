/*
title_zh = "城管案件有效上报率"
title = "Share of valid reports"
question_zh = "上报的问题有多少是有效的？"
question = "What share of the reports was worth a case?"
kind = "ratio"
unit = "%"
better = "higher"
source = "城管监督考核惯例"
owner = "城管监督指挥中心"

[variants.default]
zh = "已有结论口径"
en = "of reports decided"
numerator = "立案或并入他案|reports registered or merged into another case, and neither withdrawn nor void"
denominator = "已有受理结论的上报：已立案、不予受理、不予立案、作废、撤回、并案|reports registered, rejected, not registered, void, withdrawn or merged"
part_of = {denominator = ["urban_cases.default.numerator"]}
*/
with observed as (
    select
        reported_on,
        street_code,
        channel_code,
        status_code not in ('rejected', 'not_registered')
        and not (is_excluded and status_code in ('void', 'withdrawn')) as is_valid,
        is_registered or is_excluded or status_code in ('rejected', 'not_registered') as is_decided,
        open_days_n
    from mart.case_closure
)

select
    reported_on as period_on,
    cast(is_decided and is_valid as integer) as numerator,
    cast(is_decided as integer) as denominator,
    not is_decided as is_open,
    street_code,
    channel_code
from observed
where is_decided or open_days_n is not null
