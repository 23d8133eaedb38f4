/*
description = "Grid events with canonical codes, WGS-84 points and no personal data"
description_zh = "网格事件，标准层：代码统一，坐标为 WGS-84，不含个人信息"
grain = "one row per event"
grain_zh = "每个事件一行"
key = ["event_id"]
access = "restricted"

[columns]
event_id = "网格事件编号|Number of the grid event"
grid_code = "单元网格编码|Code of the grid cell"
grid_event_kind_code = "网格事件类别代码|Kind of grid event"
channel_code = "问题来源代码|Channel the event came through"
terminal_key = "采集终端（假名）|Keyed hash of the handset"
reporter_key = "反映人电话（假名）|Keyed hash of the reporter's telephone number"
lon = "经度，WGS-84，三位小数|Longitude, WGS-84, three decimals (about 100 m)"
lat = "纬度，WGS-84，三位小数|Latitude, WGS-84, three decimals (about 100 m)"
status_code = "事件状态代码|State of the event"
content_length_n = "内容字数|Characters in the text"
updated_at = "源系统更新时间|When the source last changed the row"
*/
select
    event_id,
    grid_code,
    case event_kind
        when '环境卫生' then 'sanitation'
        when '安全隐患' then 'hazard'
        when '矛盾纠纷' then 'dispute'
        when '民生服务' then 'service'
        when '特殊人群走访' then 'care_visit'
        when '流动人口管理' then 'floating'
        else 'other'
    end as grid_event_kind_code,
    case channel
        when '网格巡查' then 'inspector'
        when '群众反映' then 'visit'
        when '微信上报' then 'wechat'
        when '视频发现' then 'iot_video'
        when '上级交办' then 'superior'
    end as channel_code,
    terminal_key,
    reporter_key,
    deid_point(case when crs = 'GCJ02' then gcj02_to_wgs84_lon(lon, lat) else lon end) as lon,
    deid_point(case when crs = 'GCJ02' then gcj02_to_wgs84_lat(lon, lat) else lat end) as lat,
    case status
        when '待受理' then 'pending_accept'
        when '处理中' then 'in_progress'
        when '已转办' then 'in_progress'
        when '已办结' then 'closed'
        when '作废' then 'void'
    end as status_code,
    reported_at,
    accepted_at,
    due_at,
    closed_at,
    forwarded_case_id,
    deid_length(content) as content_length_n,
    updated_at
from raw.mgmt_grid_event
