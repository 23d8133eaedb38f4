/*
title_zh = "政务公开及时率"
title = "Information published in time"
question_zh = "应公开的信息有多少及时公开？"
question = "What share of the information due was published in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政府信息公开条例"
owner = "政务公开办公室"

[variants.default]
zh = "20 个工作日口径"
en = "within 20 working days"
numerator = "形成后 20 个工作日内公开|information published within 20 working days after it was formed"
denominator = "已公开或已满 20 个工作日的信息；未到期不计|information published or past its 20 working days; what is not yet due is outside"
*/
select
    formed_on as period_on,
    cast(coalesce(published_at < as_of_at() and cast(published_at as date) <= due_on, false) as integer) as numerator,
    cast(coalesce(published_at < as_of_at(), false) or coalesce(due_on <= as_of(), false) as integer) as denominator,
    not (coalesce(published_at < as_of_at(), false) or coalesce(due_on <= as_of(), false)) as is_open,
    dept_id,
    publication_category as publication_category_code
from pub.fct_publication
where formed_on <= as_of()
