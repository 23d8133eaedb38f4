/*
description = "事: what happened in the district, whichever silo took it in; alarms and readings of persons stay apart"
description_zh = "事：各系统受理的事件；助老呼叫、健康监测等个人记录不在其内"
grain = "one row per kind of event and its number"
grain_zh = "每类事件、每个编号一行"
key = ["event_type_code", "event_id"]
reason = "纠纷只记受理日与是否办结，不含地点与当事人|Of a dispute the day and whether it is closed, neither place nor parties"

[columns]
event_type_code = "事件类型|Kind of event"
event_id = "事件编号|Number of the event within its kind"
happened_on = "发生或受理日期|Day on which it happened or was taken in"
is_closed = "是否已办结|Whether it is closed"
grid_code = "单元网格编码，不明为空|Code of the grid cell, empty where it is not known"
community_code = "社区代码|Code of the community"
street_code = "街道代码|Code of the street"
silo_code = "所属系统|Silo that took it in"
*/
select
    'case' as event_type_code,
    case_id as event_id,
    reported_on as happened_on,
    closed_at is not null as is_closed,
    grid_code,
    left(grid_code, 12) as community_code,
    street_code,
    'urban_management' as silo_code
from pub.fct_case
union all
select
    'hotline_order' as event_type_code,
    order_id as event_id,
    accepted_on as happened_on,
    closed_at is not null as is_closed,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    street_code,
    'hotline' as silo_code
from pub.fct_order
union all
select
    'grid_event' as event_type_code,
    event_id,
    reported_on as happened_on,
    closed_at is not null as is_closed,
    grid_code,
    community_code,
    street_code,
    'public_management' as silo_code
from pub.fct_grid_event
union all
select
    'dispute' as event_type_code,
    dispute_id as event_id,
    accepted_on as happened_on,
    mediated_on is not null as is_closed,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    cast(null as varchar) as street_code,
    'safe_city' as silo_code
from pub.fct_dispute
union all
select
    'incident' as event_type_code,
    incident_id as event_id,
    reported_on as happened_on,
    closed_at is not null as is_closed,
    grid_code,
    left(grid_code, 12) as community_code,
    street_code,
    'safe_city' as silo_code
from pub.fct_incident
union all
select
    'pipe_burst' as event_type_code,
    burst_id as event_id,
    reported_on as happened_on,
    repaired_at is not null as is_closed,
    grid_code,
    community_code,
    street_code,
    'pipes' as silo_code
from pub.fct_pipe_burst
union all
select
    'park_request' as event_type_code,
    park_request_id as event_id,
    accepted_on as happened_on,
    closed_at is not null as is_closed,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    cast(null as varchar) as street_code,
    'park' as silo_code
from pub.fct_park_request
union all
select
    'green_case' as event_type_code,
    green_case_id as event_id,
    accepted_on as happened_on,
    finished_at is not null as is_closed,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    cast(null as varchar) as street_code,
    'finance' as silo_code
from pub.fct_green_case
union all
select
    'application' as event_type_code,
    app_no as event_id,
    cast(submitted_at as date) as happened_on,
    finished_at is not null as is_closed,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    cast(null as varchar) as street_code,
    'citizen_app' as silo_code
from pub.fct_application
union all
select
    'consultation' as event_type_code,
    consultation_id as event_id,
    asked_on as happened_on,
    replied_at is not null as is_closed,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    cast(null as varchar) as street_code,
    'open_government' as silo_code
from pub.fct_consultation
union all
select
    'foi_request' as event_type_code,
    req_no as event_id,
    received_on as happened_on,
    replied_on is not null as is_closed,
    cast(null as varchar) as grid_code,
    cast(null as varchar) as community_code,
    cast(null as varchar) as street_code,
    'open_government' as silo_code
from pub.fct_foi_request
