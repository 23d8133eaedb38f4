/*
description = "The three-level category tree for messages"
description_zh = "留言分类体系，标准层"
grain = "one row per third-level category"
grain_zh = "每个三级分类一行"
key = ["level_1_name", "level_2_name", "level_3_name"]
*/
select
    level_1_name,
    level_2_name,
    level_3_name
from raw.category
