/*
description = "Departments of the district"
description_zh = "部门，标准层"
grain = "one row per department"
grain_zh = "每个部门一行"
key = ["dept_id"]

[columns]
dept_id = "部门编号|Number of the department"
dept_name = "部门名称|Name of the department"
*/
select
    dept_id,
    dept_name
from raw.oa_department
