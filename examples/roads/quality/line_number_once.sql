/*
description = "A line of the map has a number of its own"
description_zh = "线段编号不得重复"
table = "pub.dim_street"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
*/
select
    street_id,
    line_id
from pub.dim_street
qualify count(*) over (partition by line_id) > 1
