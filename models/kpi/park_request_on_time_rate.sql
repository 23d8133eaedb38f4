/*
title_zh = "园区诉求按时办结率"
title = "On-time rate of park requests"
question_zh = "企业诉求有多少按时办结？"
question = "What share of the enterprises' requests was closed in time?"
kind = "ratio"
unit = "%"
better = "higher"
source = "local design"
owner = "园区管委会"

[variants.default]
zh = "到期口径"
en = "of requests due"
numerator = "在时限（含批准的延期）内办结|requests closed within their limit, approved extension included"
denominator = "已办结或已过时限的诉求，不含撤回|requests closed or past their limit; those withdrawn are outside"
part_of = {denominator = ["park_requests.default.numerator"]}
*/
select
    accepted_on as period_on,
    cast(coalesce(closed_at < as_of_at() and closed_at <= due_at, false) as integer) as numerator,
    cast(coalesce(closed_at < as_of_at() or due_at < as_of_at(), false) as integer) as denominator,
    not coalesce(closed_at < as_of_at() or due_at < as_of_at(), false) as is_open,
    park_id,
    request_kind_code,
    dept_id
from pub.fct_park_request
where
    accepted_at < as_of_at()
    and (withdrawn_at is null or withdrawn_at >= as_of_at())
