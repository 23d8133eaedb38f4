/*
title_zh = "爆管次数"
title = "Bursts of pipes"
question_zh = "发生了多少次爆管？"
question = "How many pipes burst?"
kind = "count"
unit = "次"
better = "lower"
source = "local design"
owner = "水务集团抢修中心"

[variants.default]
zh = "按报修日期"
en = "by day of report"
numerator = "爆管次数|bursts"
*/
select
    reported_on as period_on,
    1 as numerator,
    cause_code as burst_cause_code,
    source_code as burst_source_code,
    material_code as pipe_material_code,
    street_code
from pub.fct_pipe_burst
