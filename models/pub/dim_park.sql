/*
description = "Industrial and office parks"
description_zh = "园区"
grain = "one row per park"
grain_zh = "每个园区一行"
key = ["park_id"]

[columns]
park_id = "园区编号|Number of the park"
park_name = "园区名称|Name of the park"
park_kind_code = "园区类型代码|Kind of park: industrial, office, science or logistics"
street_code = "街道代码|Code of the street"
grid_code = "单元网格编码|Code of the grid cell"
land_m2 = "用地面积（平方米）|Land, square metres"
rentable_m2 = "可出租面积（平方米）|Floor area that can be let, square metres"
opened_on = "开园日期|Day of opening"
*/
select
    park_id,
    park_name,
    park_kind_code,
    street_code,
    grid_code,
    land_m2,
    rentable_m2,
    opened_on
from std.park
