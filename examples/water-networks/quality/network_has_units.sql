/*
description = "Every network says its flow unit, one that can be converted"
description_zh = "管网须声明单位"
table = "pub.dim_network"
dimension = "completeness"
gbt36344 = "02"
severity = "block"
*/
select
    network_code
from pub.dim_network
where lps_per_unit is null
