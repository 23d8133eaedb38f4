/*
description = "Survey points of underground pipes with their place and how complete they are"
description_zh = "地下管线管点"
grain = "one row per survey point"
grain_zh = "每个管点一行"
key = ["pipe_point_id"]

[columns]
filled_n = "应填属性中已填的项数|Required attributes that are filled"
required_n = "应填属性项数|Attributes that are required"
*/
select
    p.pipe_point_id,
    p.pipe_class_code,
    p.ground_m,
    p.feature_name,
    p.appendage_name,
    p.well_depth_m,
    p.owner_name,
    p.grid_code,
    g.community_code,
    g.street_code,
    p.lon,
    p.lat,
    p.mapped_on,
    p.surveyed_on,
    case when p.ground_m is not null then 1 else 0 end
    + case when coalesce(p.feature_name, p.appendage_name) is not null then 1 else 0 end
    + case when p.owner_name is not null then 1 else 0 end
    + case when p.grid_code is not null then 1 else 0 end
    + case when p.mapped_on is not null then 1 else 0 end as filled_n,
    5 as required_n
from std.pipe_point as p
left join pub.dim_grid as g on p.grid_code = g.grid_code
