/*
description = "States of links at the start, typed"
description_zh = "初始状态，标准层"
grain = "one row per network and link"
grain_zh = "每个管网每个管段一行"
key = ["network_code", "link_id"]

[columns]
network_code = "管网|Network, from the file name"
link_id = "管段编号|Number of the link"
status_text = "状态|Open, Closed or a setting"
*/
select
    network_code,
    link_id,
    status_text
from raw.link_status
