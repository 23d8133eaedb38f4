/*
description = "The parts of every slice add up to the whole"
description_zh = "各分项之和等于总计"
table = "kpi.value"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
rule = "D-18"
*/
with parts as (
    select
        kpi_id,
        variant,
        grain,
        period_start,
        slice_type,
        sum(numerator) as numerator,
        sum(denominator) as denominator
    from kpi.value
    where slice_type <> 'all' and numerator is not null
    group by kpi_id, variant, grain, period_start, slice_type
)

select
    p.kpi_id,
    p.variant,
    p.grain,
    p.period_start,
    p.slice_type,
    p.numerator as parts_numerator,
    w.numerator as whole_numerator
from parts as p
left join kpi.value as w
    on
        p.kpi_id = w.kpi_id
        and p.variant = w.variant
        and p.grain = w.grain
        and p.period_start = w.period_start
        and w.slice_type = 'all'
where
    w.kpi_id is null
    or p.numerator <> w.numerator
    or coalesce(p.denominator, 0) <> coalesce(w.denominator, 0)
