/*
description = "Departments of the district through time"
description_zh = "区直部门沿革"
grain = "one row per department and the day from which its name is in force"
grain_zh = "每个部门每个名称版本一行"
key = ["dept_id", "valid_from_on"]

[columns]
is_current = "是否现行|Whether it is in force"
*/
select
    dept_id,
    dept_name,
    valid_from_on,
    valid_to_on,
    valid_to_on is null as is_current
from std.oa_department
