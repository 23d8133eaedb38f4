/*
description = "City components"
description_zh = "城市部件，标准层"
grain = "one row per component"
grain_zh = "每个部件一行"
key = ["component_id"]

[columns]
grid_code = "单元网格编码|Code of the grid cell"
component_status_code = "部件状态代码|State of the component: intact, damaged, lost, blocked or disused"
lon = "经度，CGCS2000|Longitude, CGCS2000"
lat = "纬度，CGCS2000|Latitude, CGCS2000"
*/
select
    component_id,
    component_name,
    main_code,
    sub_code,
    unit_id,
    grid_code,
    case status
        when '完好' then 'intact'
        when '破损' then 'damaged'
        when '丢失' then 'lost'
        when '占用' then 'blocked'
        when '废弃' then 'disused'
    end as component_status_code,
    surveyed_on,
    wkt_lon(point) as lon,
    wkt_lat(point) as lat
from raw.component
