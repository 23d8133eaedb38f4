/*
description = "Departments of the district through time"
description_zh = "部门沿革，标准层"
grain = "one row per department and the day from which its name is in force"
grain_zh = "每个部门每个名称版本一行"
key = ["dept_id", "valid_from_on"]

[columns]
valid_from_on = "生效日期|First day in force"
valid_to_on = "失效日期，空为现行|First day no longer in force, empty while in force"
*/
select
    dept_id,
    dept_name,
    valid_from_on,
    valid_to_on
from raw.oa_department
