/*
description = "Blocks of the street network in metres"
description_zh = "街道路段，长度为米"
grain = "one row per block"
grain_zh = "每个路段一行"
key = ["street_id"]

[columns]
street_id = "路段编号|Number of the block"
line_id = "线段编号|Number of the line that the block was cut from; many share one"
length_m = "长度（米）|Length in metres"
*/
select
    street_id,
    line_id,
    street_name,
    owner_name,
    plow_name,
    length_ft * 1200 / 3937 as length_m
from std.street
