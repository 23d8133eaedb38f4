/*
description = "Nodes with the links that end there and whether water can reach them"
description_zh = "节点的连接数及能否得到供水"
grain = "one row per network and node"
grain_zh = "每个管网每个节点一行"
key = ["network_code", "node_id"]

[columns]
link_n = "连接数|Links that end at the node"
is_dead_end = "是否末梢|Whether it is a junction with one link"
is_joined = "是否连到水源|Whether links, open or not, lead from a reservoir or tank to it"
*/
with recursive way as (
    select network_code, start_id as from_id, end_id as to_id from pub.dim_link
    union all
    select network_code, end_id as from_id, start_id as to_id from pub.dim_link
),
reached as (
    select network_code, node_id from pub.dim_node where node_code <> 'junction'
    union
    select way.network_code, way.to_id as node_id
    from reached
    inner join way on reached.network_code = way.network_code and reached.node_id = way.from_id
),
degree as (
    select network_code, from_id as node_id, count(*) as link_n from way group by network_code, from_id
)
select
    node.network_code,
    node.node_id,
    node.node_code,
    node.has_place,
    coalesce(degree.link_n, 0) as link_n,
    node.node_code = 'junction' and coalesce(degree.link_n, 0) = 1 as is_dead_end,
    reached.node_id is not null as is_joined
from pub.dim_node as node
left join degree on node.network_code = degree.network_code and node.node_id = degree.node_id
left join reached on node.network_code = reached.network_code and node.node_id = reached.node_id
