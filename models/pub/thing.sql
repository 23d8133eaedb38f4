/*
description = "物: every thing that some silo looks after: components, cameras and other devices, pipes"
description_zh = "物：各系统管理的部件、摄像机等设备和管线"
grain = "one row per kind of thing and its number"
grain_zh = "每类物、每个编号一行"
key = ["thing_kind", "thing_id"]

[columns]
thing_kind = "物的类型|Kind of thing"
thing_id = "物的编号|Number of the thing within its kind"
grid_code = "单元网格编码|Code of the grid cell"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
valid_from_on = "生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
silo_code = "所属系统|Silo that knows it"
*/
select
    device_kind as thing_kind,
    device_id as thing_id,
    grid_code,
    community_code,
    street_code,
    valid_from_on,
    valid_to_on,
    silo_code
from pub.dim_device
union all
select
    '部件' as thing_kind,
    component_id as thing_id,
    grid_code,
    left(grid_code, 12) as community_code,
    street_code,
    surveyed_on as valid_from_on,
    cast(null as date) as valid_to_on,
    'urban_management' as silo_code
from pub.dim_component
union all
select
    '管线' as thing_kind,
    pipe_line_id as thing_id,
    grid_code,
    community_code,
    street_code,
    valid_from_on,
    valid_to_on,
    'pipes' as silo_code
from pub.dim_pipe_segment
union all
select
    '管点' as thing_kind,
    pipe_point_id as thing_id,
    grid_code,
    community_code,
    street_code,
    surveyed_on as valid_from_on,
    cast(null as date) as valid_to_on,
    'pipes' as silo_code
from pub.dim_pipe_point
