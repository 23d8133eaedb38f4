/*
title_zh = "一次办结率"
title = "Applications settled with one visit at most"
question_zh = "办结的办件有多少最多跑一次？"
question = "What share of the finished applications took one visit at most?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务服务办件统计惯例"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "办结口径"
en = "of applications finished"
numerator = "到场不超过一次的办结件|finished applications with one visit or none"
denominator = "已办结（准予或不予）的办件|applications finished by a decision"
part_of = {denominator = ["applications.default.numerator"]}
*/
select
    submitted_on as period_on,
    cast(is_one_visit as integer) as numerator,
    cast(is_finished as integer) as denominator,
    not is_finished as is_open,
    dept_id,
    category_name as section_code,
    apply_channel_code
from mart.application
where is_finished or (finished_at is null and not is_overdue)
