/*
description = "Devices of the district, whichever silo keeps them"
description_zh = "设备（各系统合并）"
grain = "one row per device"
grain_zh = "每台设备一行"
key = ["device_id"]

[columns]
device_id = "设备编号|Number of the device"
device_kind = "设备类型|Kind of device"
device_name = "设备名称，电表为所在园区|Name of the device, of a meter its park"
silo_code = "所属系统|Silo that keeps the device"
grid_code = "网格编码|Code of the grid cell"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals"
valid_from_on = "启用日期|First day in service"
valid_to_on = "停用日期（该日起不再在用），空为在用|First day out of service, empty while in service"
is_current = "是否未停用|Whether it is not retired"
*/
select
    camera_id as device_id,
    '摄像机' as device_kind,
    camera_name as device_name,
    'safe_city' as silo_code,
    grid_code,
    community_code,
    street_code,
    lon,
    lat,
    installed_on as valid_from_on,
    retired_on as valid_to_on,
    retired_on is null as is_current
from pub.dim_camera
union all
select
    device_id,
    device_kind,
    device_name,
    'community' as silo_code,
    grid_code,
    community_code,
    left(community_code, 9) as street_code,
    lon,
    lat,
    installed_on as valid_from_on,
    retired_on as valid_to_on,
    retired_on is null as is_current
from std.community_device
union all
select
    m.meter_id as device_id,
    '电表' as device_kind,
    k.park_name as device_name,
    'park' as silo_code,
    k.grid_code,
    left(k.grid_code, 12) as community_code,
    k.street_code,
    cast(null as double) as lon,
    cast(null as double) as lat,
    m.installed_on as valid_from_on,
    m.removed_on as valid_to_on,
    m.removed_on is null as is_current
from pub.dim_park_meter as m
left join pub.dim_park as k on m.park_id = k.park_id
union all
select
    sensor_id as device_id,
    case metric_code
        when 'pressure_kpa' then '管网压力计'
        when 'flow_m3h' then '管网流量计'
        when 'level_m' then '管网液位计'
        else '燃气探测器'
    end as device_kind,
    sensor_name as device_name,
    'pipes' as silo_code,
    grid_code,
    community_code,
    street_code,
    lon,
    lat,
    installed_on as valid_from_on,
    retired_on as valid_to_on,
    retired_on is null as is_current
from pub.dim_pipe_sensor
union all
select
    device_id,
    case device_kind
        when 'gate' then '景区闸机'
        when 'camera' then '景区摄像机'
        when 'screen' then '景区屏幕'
        when 'broadcast' then '景区广播'
        when 'wifi' then '景区无线热点'
        else '景区求助柱'
    end as device_kind,
    device_name,
    'tourism' as silo_code,
    grid_code,
    left(grid_code, 12) as community_code,
    left(grid_code, 9) as street_code,
    round(lon, 3) as lon,
    round(lat, 3) as lat,
    installed_on as valid_from_on,
    retired_on as valid_to_on,
    retired_on is null as is_current
from pub.dim_tourism_device
