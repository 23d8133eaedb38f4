/*
description = "Between GCJ-02 and WGS-84 a seat moves by 300 to 800 metres"
description_zh = "坐标偏移应在三百至八百米"
table = "pub.dim_boundary"
dimension = "accuracy"
gbt36344 = "03"
severity = "warn"
*/
select
    version_code,
    division_code,
    shift_m
from pub.dim_boundary
where shift_m not between 300 and 800
