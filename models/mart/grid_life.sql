/*
description = "One grid cell's life at a glance: people and rooms, enterprises, things; counts of people below ten are not shown"
description_zh = "网格全景主题：人口房屋、企业、物；少于十人不显示"
grain = "one row per grid cell"
grain_zh = "每个网格一行"
key = ["grid_code"]
aggregate = ["elder_n"]

[columns]
room_n = "房屋数|Rooms"
vacant_n = "空置住宅数|Vacant dwellings"
enterprise_n = "在房屋中登记的企业数|Enterprises registered in its rooms"
camera_n = "在用摄像机数|Cameras in use"
device_n = "其他在用设备数|Other devices in use"
component_n = "部件数|City components"
pipe_m = "在用管线长度，米|Metres of pipe in use"
pipe_burst_n = "爆管次数|Bursts of pipes"
elder_n = "所在社区呼叫过的老人数，少于十位为空|Old people of its community who called, empty below ten"
elder_alarm_n = "所在社区助老呼叫次数，少于十位老人为空|Alarms of old people in its community, empty below ten persons"
elder_answered_60s_n = "其中 60 秒内应答|Of these, answered within 60 seconds"
*/
with firms as (
    select
        grid_code,
        count(distinct org_key) as enterprise_n
    from pub.dim_place
    where org_key is not null
    group by grid_code
),

things as (
    select
        grid_code,
        count(case when thing_kind = '摄像机' then 1 end) as camera_n,
        count(case when thing_kind not in ('摄像机', '部件', '管线', '管点') then 1 end) as device_n,
        count(case when thing_kind = '部件' then 1 end) as component_n
    from pub.thing
    where (valid_from_on is null or valid_from_on <= as_of()) and (valid_to_on is null or valid_to_on > as_of())
    group by grid_code
),

pipes as (
    select
        grid_code,
        sum(length_m) as pipe_m
    from pub.dim_pipe_segment
    where is_current and state_code = 'in_use'
    group by grid_code
),

bursts as (
    select
        grid_code,
        count(*) as pipe_burst_n
    from pub.fct_pipe_burst
    where reported_on <= as_of()
    group by grid_code
),

alarms as (
    select
        community_code,
        min(street_code) as street_code,
        count(*) as alarm_n,
        count(case when answer_s <= 60 then 1 end) as answered_n,
        count(distinct person_key) as person_n
    from pub.fct_elder_alarm
    where alarm_on <= as_of()
    group by community_code
),

ranked as (
    select
        community_code,
        alarm_n,
        answered_n,
        person_n,
        row_number() over (partition by street_code order by person_n, community_code) as rank_n,
        count(case when person_n < 10 then 1 end) over (partition by street_code) as small_n
    from alarms
),

shown as (
    select
        community_code,
        person_n,
        alarm_n,
        answered_n
    from ranked
    where person_n >= 10 and not (small_n = 1 and rank_n = 2)
)

select
    g.grid_code,
    g.grid_name,
    g.community_code,
    g.community_name,
    g.street_code,
    g.street_name,
    g.area_m2,
    p.resident_n,
    coalesce(p.room_n, 0) as room_n,
    coalesce(p.vacant_n, 0) as vacant_n,
    coalesce(f.enterprise_n, 0) as enterprise_n,
    coalesce(t.camera_n, 0) as camera_n,
    coalesce(t.device_n, 0) as device_n,
    coalesce(t.component_n, 0) as component_n,
    coalesce(l.pipe_m, 0) as pipe_m,
    coalesce(b.pipe_burst_n, 0) as pipe_burst_n,
    a.person_n as elder_n,
    a.alarm_n as elder_alarm_n,
    a.answered_n as elder_answered_60s_n
from pub.dim_grid as g
left join pub.fct_grid_population as p on g.grid_code = p.grid_code
left join firms as f on g.grid_code = f.grid_code
left join things as t on g.grid_code = t.grid_code
left join pipes as l on g.grid_code = l.grid_code
left join bursts as b on g.grid_code = b.grid_code
left join shown as a on g.community_code = a.community_code
