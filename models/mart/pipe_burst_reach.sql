/*
description = "Bursts of the last 90 days with the lines within 500 m of each and whether it is under repair"
description_zh = "爆管影响主题：近 90 天每次爆管 500 米内的管线及是否仍在抢修"
grain = "one row per burst"
grain_zh = "每次爆管一行"
key = ["burst_id"]

[columns]
burst_id = "抢修单号|Number of the repair"
reported_at = "报修时间|Reported"
street_code = "街道|Street"
cause_code = "原因|Cause"
household_n = "影响户数|Households"
is_open = "是否仍在抢修|Whether it is under repair"
repair_h = "修复（小时）|Repaired, h"
water_m = "给水（米）|Water, m"
adjoining_n = "相邻管段|Adjoining lines"
gas_n = "燃气管段|Gas lines"
power_n = "电力管段|Power lines"
old_n = "超龄管段|Over age"
lon = "经度，三位小数（约 100 米）|Longitude, three decimals (about 100 m)"
lat = "纬度，三位小数（约 100 米）|Latitude, three decimals (about 100 m)"
*/
with near as (
    select
        burst_id,
        coalesce(sum(length_m) filter (where pipe_class_code = 'JS'), 0) as water_m,
        count(*) filter (where is_adjoining and pipe_line_id <> burst_line_id) as adjoining_n,
        count(*) filter (where pipe_class_code = 'RQ') as gas_n,
        count(*) filter (where pipe_class_code = 'DL') as power_n,
        count(*) filter (where is_over_age) as old_n
    from mart.pipe_near_burst
    group by burst_id
)

select
    b.burst_id,
    b.reported_at,
    coalesce(b.street_code, 'unknown') as street_code,
    coalesce(b.cause_code, 'unknown') as cause_code,
    b.household_n,
    coalesce(b.repaired_at >= as_of_at(), true) as is_open,
    case when b.repaired_at < as_of_at() then nullif(b.repair_min, 0) / 60 end as repair_h,
    n.water_m,
    n.adjoining_n,
    n.gas_n,
    n.power_n,
    n.old_n,
    b.lon,
    b.lat
from pub.fct_pipe_burst as b
inner join near as n on b.burst_id = n.burst_id
