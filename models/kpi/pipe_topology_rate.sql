/*
title_zh = "管网拓扑完整率"
title = "Completeness of the pipe network's topology"
question_zh = "现行管线有多少两端管点都存在？"
question = "What share of the lines in force has both its points?"
kind = "ratio"
unit = "%"
better = "higher"
source = "CJJ 61"
owner = "地下管线数据中心"

[variants.default]
zh = "现行管线"
en = "of lines in force"
numerator = "起点和终点均存在的管线|lines whose first and last points both exist"
denominator = "观察日现行的管线|lines in force on the day observed"
*/
select
    as_of() as period_on,
    case when has_start_point and has_end_point then 1 else 0 end as numerator,
    1 as denominator,
    pipe_class_code,
    owner_name as pipe_owner_code,
    street_code
from pub.dim_pipe_segment
where valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())
