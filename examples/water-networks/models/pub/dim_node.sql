/*
description = "Nodes of all networks in metres, with their place on the drawing"
description_zh = "全部管网节点，高程为米，附图上位置"
grain = "one row per network and node"
grain_zh = "每个管网每个节点一行"
key = ["network_code", "node_id"]

[columns]
network_code = "管网|Network"
node_id = "节点编号|Number of the node"
node_code = "节点类别|Kind: junction, reservoir or tank"
elevation_m = "高程（米）|Elevation in metres; the head of a reservoir"
demand_lps = "需水量（升/秒）|Demand in litres a second, by categories where given"
x = "横坐标|Horizontal place on the drawing, no known system"
y = "纵坐标|Vertical place on the drawing, no known system"
has_place = "是否有坐标|Whether the drawing has the node"
*/
with node as (
    select network_code, node_id, 'junction' as node_code, elevation, base_demand from std.junction
    union all
    select network_code, node_id, 'reservoir' as node_code, head as elevation, null as base_demand from std.reservoir
    union all
    select network_code, node_id, 'tank' as node_code, elevation, null as base_demand from std.tank
),
category as (
    select
        network_code,
        node_id,
        sum(base_demand) as base_demand
    from std.demand
    group by network_code, node_id
)
select
    node.network_code,
    node.node_id,
    node.node_code,
    node.elevation * network.metre_per_unit as elevation_m,
    coalesce(category.base_demand, node.base_demand) * network.lps_per_unit as demand_lps,
    place.x,
    place.y,
    place.node_id is not null as has_place
from node
inner join pub.dim_network as network on node.network_code = network.network_code
left join category on node.network_code = category.network_code and node.node_id = category.node_id
left join std.coordinate as place on node.network_code = place.network_code and node.node_id = place.node_id
