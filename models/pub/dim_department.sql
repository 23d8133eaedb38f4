/*
description = "Departments of the district, and the bodies outside it that the hotline hands work to"
description_zh = "承办部门：区直部门，以及热线转办的垂直管理单位与公用企业"
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
from std.oa_department
union all
select
    t.dept_id,
    t.dept_name
from (
    values
        ('B01', '交警大队'),
        ('B02', '水务集团'),
        ('B03', '供电公司')
) as t (dept_id, dept_name)
