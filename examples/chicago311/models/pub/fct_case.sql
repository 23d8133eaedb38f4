/*
description = "Sanitation complaints as the newest snapshot has them"
description_zh = "环境卫生投诉的最新状态"
grain = "one row per complaint"
grain_zh = "每件投诉一行"
key = ["case_id"]
incremental = {by = "case_id"}

[columns]
is_duplicate = "是否重复件|Whether the city marked the complaint as a duplicate"
is_completed = "是否已办结|Whether the complaint is completed"
*/
select
    case_id,
    nature_name as category_code,
    ward_code,
    area_code,
    police_district_code,
    zip_code,
    status_code,
    status_code like '% - Dup' as is_duplicate,
    status_code like 'Completed%' as is_completed,
    lon,
    lat,
    created_on as reported_on,
    completed_on
from std.sanitation_complaint
