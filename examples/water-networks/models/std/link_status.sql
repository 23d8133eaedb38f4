/*
description = "States of links at the start, typed"
description_zh = "初始状态，标准层"
grain = "one row per network and link"
grain_zh = "每个管网每个管段一行"
key = ["network_code", "link_id"]
*/
select
    network_code,
    link_id,
    status_text
from raw.link_status
