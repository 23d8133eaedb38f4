/*
title_zh = "归档及时率"
title = "Items filed in time"
question_zh = "应归档的文件有多少及时归档？"
question = "What share of the items due was filed in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "DA/T 46"
owner = "红谷滩新区办公室"

[variants.default]
zh = "到期口径"
en = "of items due"
numerator = "在应归档日期前归档|items filed by their day"
denominator = "已归档或已到应归档日期的条目；未到期不计|items filed or past their day; those not yet due are outside"
*/
select
    least(due_on, coalesce(archived_on, due_on)) as period_on,
    cast(coalesce(archived_on <= as_of() and archived_on <= due_on, false) as integer) as numerator,
    1 as denominator,
    dept_id,
    retention_code
from pub.fct_archive_item
where coalesce(archived_on <= as_of(), false) or due_on <= as_of()
