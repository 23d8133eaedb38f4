/*
description = "No two pipes join the same two nodes"
description_zh = "同两节点间不应有多条管段"
table = "pub.dim_link"
dimension = "uniqueness"
gbt36344 = "03"
severity = "warn"
*/
select
    network_code,
    link_id
from pub.dim_link
where link_code = 'pipe'
qualify count(*) over (partition by network_code, least(start_id, end_id), greatest(start_id, end_id)) > 1
