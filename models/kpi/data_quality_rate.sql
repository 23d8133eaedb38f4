/*
title_zh = "数据质量通过率"
title = "Data quality pass rate"
question_zh = "数据规则逐条检查，有多少通过？"
question = "Of everything that the data rules asked, how much passed?"
kind = "ratio"
unit = "%"
better = "higher"
source = "GB/T 36344"
owner = "数据管理员"
[variants.default]
zh = "全部规则"
en = "All rules"
numerator = "通过的检查次数|Checks that passed"
denominator = "检查次数|Checks"
*/
select
    checked_on as period_on,
    passing_n as numerator,
    evaluated_n as denominator,
    silo_id,
    dataset_id,
    dimension_code
from mart.rule_outcome
