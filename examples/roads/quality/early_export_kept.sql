/*
description = "A pothole of the earlier export is in the later one: block, minute and place to a metre or two"
description_zh = "早期导出的记录须见于较晚导出"
table = "pub.fct_pothole"
dimension = "consistency"
gbt36344 = "04"
severity = "warn"
*/
select
    early.filled_at,
    early.street_id
from std.pothole_early as early
where not exists (
    select 1
    from std.pothole as later
    where
        later.street_id = early.street_id
        and later.filled_at = date_trunc('minute', early.filled_at)
        and abs(later.lat - early.lat) < 0.00002
        and abs(later.lon - early.lon) < 0.00002
)
