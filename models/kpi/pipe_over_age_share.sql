/*
title_zh = "超龄管线占比"
title = "Share of pipe older than it is meant to last"
question_zh = "现行管线按长度有多少已超设计使用年限？"
question = "What share of the length in force is older than its material is meant to last?"
kind = "ratio"
scale = 2
unit = "%"
better = "lower"
source = "local design"
owner = "地下管线数据中心"

[variants.default]
zh = "按长度（米）"
en = "by length in metres"
numerator = "超过设计使用年限的长度，米|metres older than they are meant to last"
denominator = "材质和建设日期已知的现行长度，米|metres in force whose material and age are known"
*/
select
    as_of() as period_on,
    case when built_on + to_years(cast(design_life_n as integer)) < as_of() then cast(round(length_m, 2) as decimal(18, 2)) else 0 end
        as numerator,
    cast(round(length_m, 2) as decimal(18, 2)) as denominator,
    pipe_class_code,
    material_code as pipe_material_code,
    street_code
from pub.dim_pipe_segment
where built_on is not null and design_life_n is not null and state_code <> 'abandoned' and valid_from_on <= as_of() and (valid_to_on is null or valid_to_on > as_of())
