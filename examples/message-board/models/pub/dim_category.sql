/*
description = "The three-level category tree"
description_zh = "三级分类体系"
grain = "one row per third-level category"
grain_zh = "每个三级分类一行"
key = ["level_1_name", "level_2_name", "level_3_name"]
*/
select
    level_1_name,
    level_2_name,
    level_3_name
from std.category
