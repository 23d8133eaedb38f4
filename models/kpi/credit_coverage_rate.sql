/*
title_zh = "信用覆盖率"
title = "Credit coverage"
question_zh = "在营主体有多少有在有效期内的信用评级？"
question = "What share of the organisations in business has a credit rating in force?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "金融办"
headline = "registered"

[variants.registered]
zh = "全部主体"
en = "of all organisations"
numerator = "有在有效期内的信用评级，M 级（尚无记录）不算|with a rating in force; M, no record yet, does not count"
denominator = "观察日在营的全部主体：园区内外的企业与金融机构|all organisations in business on the day observed: enterprises in a park or outside, and financial institutions"

[variants.financial]
zh = "金融机构"
en = "of financial institutions"
numerator = "有在有效期内的信用评级，M 级（尚无记录）不算|with a rating in force; M, no record yet, does not count"
denominator = "观察日在营的金融机构|financial institutions in business on the day observed"
*/
with rated as (
    select
        o.org_key,
        o.park_id,
        o.licence_type_code,
        max(case when r.rating_code <> 'M' then 1 else 0 end) as rated_n
    from pub.dim_organisation as o
    left join pub.fct_credit_rating as r on o.org_key = r.org_key and r.rated_on <= as_of() and r.valid_to_on > as_of()
    where
        o.org_status_code = 'in_business'
        and o.valid_from_on <= as_of()
        and (o.valid_to_on is null or o.valid_to_on > as_of())
    group by o.org_key, o.park_id, o.licence_type_code
)

select
    'registered' as variant,
    as_of() as period_on,
    rated_n as numerator,
    1 as denominator,
    park_id,
    licence_type_code
from rated
union all
select
    'financial' as variant,
    as_of() as period_on,
    rated_n as numerator,
    1 as denominator,
    park_id,
    licence_type_code
from rated
where licence_type_code is not null
