/*
description = "A drawing says in which system its places are; an EPANET file cannot"
description_zh = "图纸须说明坐标系"
table = "pub.dim_network"
dimension = "completeness"
gbt36344 = "02"
severity = "warn"
*/
select
    network_code
from std.coordinate
group by network_code
