/*
description = "Survey points of underground pipes with their place and how complete they are"
description_zh = "地下管线管点"
grain = "one row per survey point"
grain_zh = "每个管点一行"
key = ["pipe_point_id"]

[columns]
pipe_point_id = "物探点号|Number of the survey point"
pipe_class_code = "管类代码|Class of pipe: JS water, PS drainage, RQ gas, DL power, TX telecom, GY industry, RL heat"
ground_m = "地面高程，米|Height of the ground in metres"
feature_name = "特征|Feature of the point, such as tee or bend"
appendage_name = "附属物|What stands there, such as a valve or a manhole"
well_depth_m = "井底深，米|Depth of the well in metres"
owner_name = "权属单位|Who owns it"
grid_code = "单元网格编码|Code of the grid cell"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
lon = "经度，三位小数（约 100 米）|Longitude, three decimals (about 100 m)"
lat = "纬度，三位小数（约 100 米）|Latitude, three decimals (about 100 m)"
mapped_on = "成图日期|Day on which it was mapped"
surveyed_on = "探测日期|Day on which it was surveyed"
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
