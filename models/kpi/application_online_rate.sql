/*
title_zh = "网办率"
title = "Applications made online"
question_zh = "办件有多少是在网上提交的？"
question = "What share of the applications was made online?"
kind = "ratio"
unit = "%"
better = "higher"
source = "政务服务办件统计惯例"
owner = "市民公共服务平台运营组"

[variants.default]
zh = "办件口径"
en = "of applications"
numerator = "经网站或手机 APP 提交的办件|applications submitted on the website or in the app"
denominator = "提交的办件|applications submitted"
part_of = {denominator = ["applications.default.numerator"]}
*/
select
    submitted_on as period_on,
    cast(is_online as integer) as numerator,
    1 as denominator,
    dept_id,
    category_name as section_code,
    applicant_type_code
from mart.application
