/*
description = "Grid cells of public management as polygons"
description_zh = "综治网格边界，标准层"
grain = "one row per grid cell and the day from which it is in force"
grain_zh = "每个网格、每个启用日期一行"
key = ["grid_code", "valid_from_on"]

[columns]
grid_code = "单元网格编码|Code of the grid cell"
valid_from_on = "生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
successor_code = "后继代码|Code that this one passed into"
grid_name = "单元网格名称|Name of the grid cell"
grid_worker_key = "网格员工号（假名）|Keyed hash of the grid worker's number"
area_m2 = "面积，平方米|Area in square metres"
geometry = "边界，WKT，WGS-84 经纬度|Boundary as WKT, WGS-84 degrees"
*/
select
    grid_code,
    valid_from_on,
    valid_to_on,
    successor_code,
    grid_name,
    community_code,
    street_code,
    grid_worker_key,
    area_m2,
    geometry
from raw.mgmt_grid
