/*
description = "Cameras in service and incidents of each street on the day observed: where a camera is wanted most"
description_zh = "街道平安主题：观察日各街道在用摄像机与平安事件"
grain = "one row per street"
grain_zh = "每个街道一行"
key = ["street_code"]

[columns]
street_code = "街道|Street"
camera_n = "摄像机|Cameras"
incident_n = "平安事件|Incidents"
seen_n = "视频发现的事件数|Incidents found by video"
camera_per_km2 = "每平方公里网格|Per km² of grid"
incident_per_camera = "每台事件|Incidents per camera"
*/
with area as (
    select street_code, sum(area_m2) / 1e6 as km2
    from pub.dim_grid
    group by street_code
),

camera as (
    select street_code, count(*) as camera_n
    from pub.dim_camera
    where coalesce(installed_on <= as_of(), true) and (retired_on is null or retired_on > as_of())
    group by street_code
),

happened as (
    select street_code, count(*) as incident_n, count(*) filter (where incident_source = '视频巡查') as seen_n
    from pub.fct_incident
    where reported_on <= as_of()
    group by street_code
)

select
    s.street_code,
    coalesce(c.camera_n, 0) as camera_n,
    coalesce(h.incident_n, 0) as incident_n,
    coalesce(h.seen_n, 0) as seen_n,
    c.camera_n / nullif(a.km2, 0) as camera_per_km2,
    h.incident_n / cast(nullif(c.camera_n, 0) as double) as incident_per_camera
from pub.dim_street as s
left join area as a on s.street_code = a.street_code
left join camera as c on s.street_code = c.street_code
left join happened as h on s.street_code = h.street_code
