/*
description = "Both ends of a link are nodes of its network"
description_zh = "连接端点须为节点"
table = "pub.dim_link"
dimension = "consistency"
gbt36344 = "04"
severity = "block"
*/
with link_end as (
    select network_code, link_id, start_id as node_id from pub.dim_link
    union all
    select network_code, link_id, end_id as node_id from pub.dim_link
)
select
    link_end.network_code,
    link_end.link_id,
    link_end.node_id
from link_end
left join pub.dim_node as node on link_end.network_code = node.network_code and link_end.node_id = node.node_id
where node.node_id is null
