/*
description = "Permits with their days"
description_zh = "许可及其日期"
grain = "one row per permit"
grain_zh = "每件许可一行"
key = ["permit_id"]

[columns]
completed_on = "竣工日期|Day on which the file came to its end"
*/
select
    permit_id,
    status_code,
    category_code,
    work_group_code,
    permit_group,
    area_code,
    applied_on,
    issued_on,
    completed_on,
    housing_unit_n,
    project_cost,
    location_n,
    lon,
    lat
from std.building_permit
