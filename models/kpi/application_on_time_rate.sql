/*
title_zh = "办件按时办结率"
title = "Applications finished in time"
question_zh = "到期的办件有多少按承诺办结？"
question = "What share of the applications due was finished as promised?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务服务办件统计惯例"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "到期口径"
en = "of applications due"
numerator = "在承诺时限内办结|applications finished within the promised limit"
denominator = "已受理且已办结或已到承诺时限的办件；退件与撤回不计，未到期不计|accepted applications that are finished or past their limit; those rejected, withdrawn or within their limit are outside"
part_of = {denominator = ["applications.default.numerator"]}
*/
select
    submitted_on as period_on,
    cast(is_on_time as integer) as numerator,
    cast(is_due as integer) as denominator,
    not is_due as is_open,
    dept_id,
    category_name as section_code,
    apply_channel_code
from mart.application
where is_due or (finished_at is null and not is_overdue and (promised_at is not null or not is_accepted))
