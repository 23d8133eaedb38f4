/*
title_zh = "管线长度"
title = "Length of pipe in force"
question_zh = "现行管线有多长（米）？"
question = "How many metres of pipe are in force?"
kind = "stock"
scale = 2
unit = "m"
better = "none"
source = "local design"
owner = "地下管线数据中心"

[variants.default]
zh = "观察日现行，米"
en = "metres in force on the day observed"
numerator = "现行管线长度，米，精确到厘米|metres of pipe in force, to the centimetre"
*/
select
    cast(round(length_m, 2) as decimal(18, 2)) as numerator,
    pipe_class_code,
    material_code as pipe_material_code,
    street_code
from pub.dim_pipe_segment
where state_code <> 'abandoned' and valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())
