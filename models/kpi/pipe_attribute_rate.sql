/*
title_zh = "管网属性完整率"
title = "Completeness of the pipe network's attributes"
question_zh = "应填的管线属性填了多少？"
question = "What share of the required attributes is filled?"
kind = "ratio"
unit = "%"
better = "higher"
source = "CJJ 61"
owner = "地下管线数据中心"
headline = "line"

[variants.line]
zh = "现行管线"
en = "lines in force"
numerator = "已填的属性项|attributes filled"
denominator = "现行管线的应填属性项|attributes required of lines in force"

[variants.point]
zh = "管点"
en = "survey points"
numerator = "已填的属性项|attributes filled"
denominator = "管点的应填属性项|attributes required of survey points"
*/
select
    'line' as variant,
    as_of() as period_on,
    filled_n as numerator,
    required_n as denominator,
    pipe_class_code,
    owner_name as pipe_owner_code
from pub.dim_pipe_segment
where valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())
union all
select
    'point' as variant,
    as_of() as period_on,
    filled_n as numerator,
    required_n as denominator,
    pipe_class_code,
    owner_name as pipe_owner_code
from pub.dim_pipe_point
where surveyed_on <= as_of()
