/*
description = "Cameras with how complete their record is"
description_zh = "摄像机（一机一档）"
grain = "one row per camera"
grain_zh = "每台摄像机一行"
key = ["camera_id"]

[references]
grid_code = {to = "pub.dim_grid.grid_code", id = "camera_grid_exists", words = "摄像机所在网格存在|The grid cell of a camera exists", rule = "D-06"}

[columns]
community_code = "社区代码|Code of the community"
record_filled_n = "一机一档十项中已填项数|Items filled of the ten of its record"
is_record_complete = "一机一档是否完整|Whether all ten items of its record are filled"
*/
with filled as (
    select
        camera_id,
        cast(camera_name is not null as integer)
        + cast(manufacturer_name is not null as integer)
        + cast(model_name is not null as integer)
        + cast(owner_name is not null as integer)
        + cast(division_code is not null as integer)
        + cast(grid_code is not null as integer)
        + cast(has_address as integer)
        + cast(has_ip_address as integer)
        + cast(lon is not null and lat is not null as integer)
        + cast(installed_on is not null as integer) as record_filled_n
    from std.camera
)

select
    c.camera_id,
    c.camera_name,
    c.manufacturer_name,
    c.model_name,
    c.owner_name,
    c.division_code,
    c.grid_code,
    left(c.grid_code, 12) as community_code,
    s.street_code,
    c.lon,
    c.lat,
    c.ptz_type_code,
    c.is_listed_online,
    f.record_filled_n,
    f.record_filled_n = 10 as is_record_complete,
    c.installed_on,
    c.retired_on
from std.camera as c
inner join filled as f on c.camera_id = f.camera_id
left join pub.dim_street as s on left(c.grid_code, 9) = s.street_code
