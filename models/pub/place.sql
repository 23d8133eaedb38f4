/*
description = "地: every place that some silo knows, from the street down to the room"
description_zh = "地：各系统所知的地点，从街道到房屋"
grain = "one row per kind of place and its number"
grain_zh = "每类地点、每个编号一行"
key = ["place_kind_code", "place_id"]

[columns]
place_kind_code = "地点类型：street community grid room park scenic|Kind of place: street, community, grid, room, park or scenic"
place_id = "地点编号|Number of the place within its kind"
place_name = "地点名称，房屋为空|Name of the place, empty for a room"
grid_code = "单元网格编码|Code of the grid cell"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
silo_code = "所属系统|Silo that knows it"
*/
select
    'street' as place_kind_code,
    street_code as place_id,
    street_name as place_name,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    street_code,
    'urban_management' as silo_code
from pub.dim_street
union all
select
    'community' as place_kind_code,
    community_code as place_id,
    community_name as place_name,
    cast(null as varchar) as grid_code,
    community_code,
    street_code,
    'urban_management' as silo_code
from pub.dim_community
union all
select
    'grid' as place_kind_code,
    grid_code as place_id,
    grid_name as place_name,
    grid_code,
    community_code,
    street_code,
    'urban_management' as silo_code
from pub.dim_grid
union all
select
    'room' as place_kind_code,
    addr_key as place_id,
    cast(null as varchar) as place_name,
    grid_code,
    community_code,
    street_code,
    'public_management' as silo_code
from pub.dim_place
union all
select
    'park' as place_kind_code,
    park_id as place_id,
    park_name as place_name,
    grid_code,
    left(grid_code, 12) as community_code,
    street_code,
    'park' as silo_code
from pub.dim_park
union all
select
    'scenic' as place_kind_code,
    scenic_id as place_id,
    scenic_name as place_name,
    grid_code,
    community_code,
    street_code,
    'tourism' as silo_code
from pub.dim_scenic
where is_current
