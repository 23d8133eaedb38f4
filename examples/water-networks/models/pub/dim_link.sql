/*
description = "Links of all networks: pipes, pumps and valves, in metres and millimetres"
description_zh = "全部管网连接：管段、水泵、阀门"
grain = "one row per network and link"
grain_zh = "每个管网每个连接一行"
key = ["network_code", "link_id"]

[columns]
network_code = "管网|Network"
link_id = "连接编号|Number of the link"
link_code = "连接类别|Kind: pipe, pump or valve"
start_id = "起点|Node at which it begins"
end_id = "终点|Node at which it ends"
length_m = "长度（米）|Length in metres; NULL for pumps and valves"
diameter_mm = "管径（毫米）|Diameter in millimetres; NULL for pumps"
roughness = "粗糙系数|Roughness of a pipe"
status_code = "状态|State at the start: open, closed or cv"
vertex_n = "折点数|Corners on the drawing"
*/
with piece as (
    select network_code, link_id, 'pipe' as link_code, start_id, end_id, length, diameter, roughness, status_text
    from std.pipe
    union all
    select network_code, link_id, 'pump' as link_code, start_id, end_id, null as length, null as diameter, null as roughness, 'Open' as status_text
    from std.pump
    union all
    select network_code, link_id, 'valve' as link_code, start_id, end_id, null as length, diameter, null as roughness, 'Open' as status_text
    from std.valve
),
corner as (
    select
        network_code,
        link_id,
        count(*) as vertex_n
    from std.vertex
    group by network_code, link_id
)
select
    piece.network_code,
    piece.link_id,
    piece.link_code,
    piece.start_id,
    piece.end_id,
    piece.length * network.metre_per_unit as length_m,
    piece.diameter * network.mm_per_unit as diameter_mm,
    piece.roughness,
    case
        when lower(state.status_text) in ('open', 'closed') then lower(state.status_text)
        else coalesce(lower(piece.status_text), 'open')
    end as status_code,
    coalesce(corner.vertex_n, 0) as vertex_n
from piece
inner join pub.dim_network as network on piece.network_code = network.network_code
left join std.link_status as state on piece.network_code = state.network_code and piece.link_id = state.link_id
left join corner on piece.network_code = corner.network_code and piece.link_id = corner.link_id
